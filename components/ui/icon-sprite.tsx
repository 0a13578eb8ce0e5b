import { GLYPHS } from "#components/ui/glyphs.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const vendors = Object.values(VENDOR_FACTS).map(({ id, glyph }) => [id, glyph] as const);
const sprite = [...Object.entries(GLYPHS), ...vendors]
  .map(([name, d]) => `<path id="i-${name}" d="${d}"/>`)
  .join("");

/** Shapes alone: whoever refers to one brings the box of 24 × 24. Rendered once, by the root layout. The markup is a constant, with no data in it. */
export function IconSprite() {
  return (
    <svg
      width="0"
      height="0"
      className="absolute"
      aria-hidden="true"
      // biome-ignore lint/security/noDangerouslySetInnerHtml: a constant
      dangerouslySetInnerHTML={{ __html: `<defs>${sprite}</defs>` }}
    />
  );
}
