import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** The line on which a glyph stands before a name. */
export const GLYPH_LINE = "inline-flex min-w-0 items-center gap-1.5 whitespace-nowrap [:is(td,small)>&]:flex";

const PLACES = {
  row: "text-muted",
  head: "ms-0.5 shrink-0 text-small/5 text-faint max-sm:hidden",
  /** Above the columns of its teams. */
  group: "",
};

export function VendorGlyph({ vendor }: { vendor: VendorId }) {
  return <Icon name={vendor} className="size-3.5 stroke-[1.9] text-faint" />;
}

/** A vendor's glyph with its name; `bare` leaves the name to screen readers. */
export function VendorName({
  vendor,
  bare,
  place = "row",
}: {
  vendor: VendorId;
  bare?: boolean;
  place?: keyof typeof PLACES;
}) {
  return (
    <span className={cx(GLYPH_LINE, PLACES[place])}>
      <VendorGlyph vendor={vendor} />
      <span className={bare ? "sr-only" : undefined}>{VENDOR_FACTS[vendor].name}</span>
    </span>
  );
}
