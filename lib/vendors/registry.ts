import "server-only";
import { addressOf } from "./address.ts";
import { CLIENTS } from "./clients.ts";
import type { VendorId } from "./ids.ts";
import type { Vendor } from "./port.ts";

/** A vendor at the base URL that the environment names. Throws `EnvError` for an address that is none. */
export const getVendor = (id: VendorId): Vendor => CLIENTS[id]({ baseUrl: addressOf(id) });
