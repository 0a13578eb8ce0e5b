import "server-only";
import { apiUrl, EnvError, env } from "#lib/core/env.ts";
import { VENDOR_FACTS } from "./facts.ts";
import { VENDOR_IDS, type VendorId } from "./ids.ts";

/** A vendor's base URL: the environment's, else the vendor's own. Throws `EnvError` for what is no address. */
export function addressOf(id: VendorId): string {
  const { variable, standard } = VENDOR_FACTS[id].apiUrl;
  return apiUrl(variable, standard);
}

const LOOPBACK = /^(?:127(?:\.\d{1,3}){3}|\[::1\]|localhost)$/;

/**
 * Throws `EnvError` where a vendor's address cannot be used, or where the clock of tests would stand over a vendor that is
 * not on this machine: said at the start rather than by the first call.
 */
export function checkVendorAddresses(): void {
  const hosts = VENDOR_IDS.map((id) => new URL(addressOf(id)).hostname);
  if (env().ROLLCALL_TEST_CLOCK && !hosts.every((host) => LOOPBACK.test(host)))
    throw new EnvError(
      "ROLLCALL_TEST_CLOCK is for tests on the sandbox alone: it must not be set where a vendor is not on this machine",
    );
}
