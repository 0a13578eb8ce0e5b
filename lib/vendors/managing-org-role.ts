import { VENDOR_FACTS } from "./facts.ts";
import type { VendorId } from "./ids.ts";

/** The vendor's word for the role that manages an organization; "" where there is none. */
export const managingOrgRole = (vendor: VendorId): string =>
  VENDOR_FACTS[vendor].capabilities.managingOrgRole;

/** Whether a role of the organization is the one that manages it. */
export const managesOrg = (vendor: VendorId, orgRole: string | null | undefined): boolean =>
  Boolean(orgRole) && orgRole === managingOrgRole(vendor);
