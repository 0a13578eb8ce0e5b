import { GITBOOK_FACTS } from "./gitbook/facts.ts";
import { PAPERSPACE_FACTS } from "./paperspace/facts.ts";

/**
 * What each vendor can do and how it is spoken of. Safe for the browser. A third vendor is a folder, a line at the end here
 * (their order is stored as bits: see `ids.ts`) and one in `clients.ts`, which the server alone loads.
 */
export const VENDOR_FACTS = { paperspace: PAPERSPACE_FACTS, gitbook: GITBOOK_FACTS };
