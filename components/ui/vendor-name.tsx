import { Icon } from "#components/ui/icon.tsx";
import type { VendorId } from "#lib/vendors/port.ts";

const NAMES: Record<VendorId, string> = { paperspace: "Paperspace", gitbook: "GitBook" };

/** A vendor's glyph with its name; `children` replaces the name where the name is said elsewhere. */
export function VendorName({ vendor, bare }: { vendor: VendorId; bare?: boolean }) {
  return (
    <span className="vendor">
      <Icon name={vendor} />
      <span className={bare ? "vh" : undefined}>{NAMES[vendor]}</span>
    </span>
  );
}
