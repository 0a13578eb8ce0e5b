import { GITBOOK_FACTS } from "./gitbook/facts.ts";
import { PAPERSPACE_FACTS } from "./paperspace/facts.ts";
import { VENDOR_IDS, type VendorFacts, type VendorId } from "./port.ts";

/** What each vendor can do and how it is spoken of. Safe for the browser. */
export const VENDOR_FACTS: Record<VendorId, VendorFacts> = {
  paperspace: PAPERSPACE_FACTS,
  gitbook: GITBOOK_FACTS,
};

/** The vendor of this name, as journals keep it; the first one where none is called so any more. */
export const vendorNamed = (name: string): VendorId =>
  VENDOR_IDS.find((id) => VENDOR_FACTS[id].name === name) ?? VENDOR_IDS[0];
