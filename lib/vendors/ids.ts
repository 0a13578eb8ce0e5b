import { VENDOR_FACTS } from "./facts.ts";

export type VendorId = keyof typeof VENDOR_FACTS;

/** The vendors in the order in which they were added: bits of stored masks stand for them, so a new one comes last. */
export const VENDOR_IDS = Object.keys(VENDOR_FACTS) as [VendorId, ...VendorId[]];

/** The vendor of this name, as journals keep it; the first one where none is called so any more. */
export const vendorNamed = (name: string): VendorId =>
  VENDOR_IDS.find((id) => VENDOR_FACTS[id].name === name) ?? VENDOR_IDS[0];
