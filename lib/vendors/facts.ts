import { GITBOOK_FACTS } from "./gitbook/facts.ts";
import { PAPERSPACE_FACTS } from "./paperspace/facts.ts";
import type { VendorFacts, VendorId } from "./port.ts";

/** What each vendor can do and how it is spoken of. Safe for the browser. */
export const VENDOR_FACTS: Record<VendorId, VendorFacts> = {
  paperspace: PAPERSPACE_FACTS,
  gitbook: GITBOOK_FACTS,
};
