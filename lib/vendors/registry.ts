import "server-only";
import { env } from "#lib/core/env.ts";
import { createGitBook } from "./gitbook/client.ts";
import { createPaperspace } from "./paperspace/client.ts";
import type { Vendor, VendorId } from "./port.ts";

const MAKERS: Record<VendorId, () => Vendor> = {
  paperspace: () => createPaperspace({ baseUrl: env().PAPERSPACE_API_URL }),
  gitbook: () => createGitBook({ baseUrl: env().GITBOOK_API_URL }),
};

/** A vendor at the base URL that the environment names. */
export const getVendor = (id: VendorId): Vendor => MAKERS[id]();
