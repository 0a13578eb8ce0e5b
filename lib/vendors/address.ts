import "server-only";
import { apiUrl } from "#lib/core/env.ts";
import { VENDOR_FACTS } from "./facts.ts";
import { VENDOR_IDS, type VendorId } from "./ids.ts";

/** A vendor's base URL: the environment's, else the vendor's own. Throws `EnvError` for what is no address. */
export function addressOf(id: VendorId): string {
  const { variable, standard } = VENDOR_FACTS[id].apiUrl;
  return apiUrl(variable, standard);
}

/** Throws `EnvError` where a vendor's address cannot be used: said at the start rather than by the first call. */
export function checkVendorAddresses(): void {
  for (const id of VENDOR_IDS) addressOf(id);
}
