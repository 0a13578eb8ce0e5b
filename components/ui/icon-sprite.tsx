import { GLYPHS } from "#components/ui/glyphs.ts";

const sprite = Object.entries(GLYPHS)
  .map(([name, d]) => `<symbol id="i-${name}" viewBox="0 0 24 24"><path d="${d}"/></symbol>`)
  .join("");

/** Rendered once, by the root layout. The markup is a constant, with no data in it. */
export function IconSprite() {
  return (
    <svg
      width="0"
      height="0"
      className="absolute"
      aria-hidden="true"
      // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant
      dangerouslySetInnerHTML={{ __html: sprite }}
    />
  );
}
