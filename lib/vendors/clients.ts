import "server-only";
import type { VendorOptions } from "./fetch.ts";
import { createGitBook } from "./gitbook/client.ts";
import type { VendorId } from "./ids.ts";
import { createPaperspace } from "./paperspace/client.ts";
import type { Vendor } from "./port.ts";

/** How each vendor's API is opened. */
export const CLIENTS: Record<VendorId, (options: VendorOptions) => Vendor> = {
  paperspace: createPaperspace,
  gitbook: createGitBook,
};
