import { findMember, findOrgMember, type Tenant } from "./store.ts";
import type { OrgRole, TenantOptions } from "./types.ts";

/** Whose token it is: the person named, else the first one with the right. */
export const chooseTokenUser = (tenant: Tenant, options: TenantOptions): string => {
  const named = options.overrides?.tokenUser;
  const role = options.tokenRole ?? "owner";
  if (tenant.vendor === "paperspace") {
    const member =
      named !== undefined
        ? findMember(tenant.team, named)
        : tenant.team.members
            .values()
            .find(
              (one) =>
                one.dtConfirmed !== null &&
                (role === "owner" ? one.isOwner : !one.isOwner && one.isAdmin === (role === "admin")),
            );
    if (member === undefined) throw new Error(`The team has no ${named ?? role} whose token it could be`);
    return member.id;
  }
  const org = tenant.organizations[0];
  const fits = (orgRole: OrgRole): boolean =>
    role === "member" ? orgRole !== null && orgRole !== "admin" : orgRole === "admin";
  const member =
    named !== undefined && org !== undefined
      ? findOrgMember(org, named)
      : org?.members.values().find((one) => !one.disabled && fits(one.role));
  if (member === undefined)
    throw new Error(`The organization has no ${named ?? role} whose token it could be`);
  return member.user.id;
};
