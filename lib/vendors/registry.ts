import "server-only";
import { apiUrl } from "#lib/core/env.ts";
import { VENDOR_IDS, type VendorId } from "#lib/vendors/ids.ts";
import { CLIENTS } from "./clients.ts";
import { VENDOR_FACTS } from "./facts.ts";
import type { Vendor } from "./port.ts";

/** A vendor at the base URL that the environment names. Throws `EnvError` for an address that is none. */
export function getVendor(id: VendorId): Vendor {
  const { variable, standard } = VENDOR_FACTS[id].apiUrl;
  return CLIENTS[id]({ baseUrl: apiUrl(variable, standard) });
}

/** Throws `EnvError` where one of the vendors' addresses cannot be used: said at the start rather than by the first call. */
export function checkVendorAddresses(): void {
  for (const id of VENDOR_IDS) getVendor(id);
}
