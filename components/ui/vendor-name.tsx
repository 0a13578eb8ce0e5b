import { Icon } from "#components/ui/icon.tsx";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/port.ts";

/** A vendor's glyph with its name; `children` replaces the name where the name is said elsewhere. */
export function VendorName({ vendor, bare }: { vendor: VendorId; bare?: boolean }) {
  return (
    <span className="vendor">
      <Icon name={vendor} />
      <span className={bare ? "vh" : undefined}>{VENDOR_FACTS[vendor].name}</span>
    </span>
  );
}
