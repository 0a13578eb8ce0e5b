import { GLYPHS } from "#components/ui/glyphs.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const vendors = Object.values(VENDOR_FACTS).map(({ id, glyph }) => [id, glyph] as const);
const sprite = [...Object.entries(GLYPHS), ...vendors]
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
