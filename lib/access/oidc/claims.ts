import "server-only";
import { ROLES, type Role } from "#lib/core/permissions.ts";
import type { OidcProvider } from "./schema.ts";

type Claims = Record<string, unknown>;

/** Whom a provider's answer is about, checked and in our words. */
export type Claimed = {
  issuer: string;
  subject: string;
  email: string | undefined;
  isEmailVerified: boolean;
  name: string | undefined;
  /** The strongest role that the claim names; null where it names none. */
  role: Role | null;
  /** When they signed in there, in seconds. */
  authTime: number | undefined;
};

const isClaims = (value: unknown): value is Claims => typeof value === "object" && value !== null;

/** A claim by its name, or by a path with dots ("realm_access.roles"). */
export function claimAt(claims: Claims, path: string): unknown {
  if (Object.hasOwn(claims, path)) return claims[path];
  return path
    .split(".")
    .reduce<unknown>((at, key) => (isClaims(at) && Object.hasOwn(at, key) ? at[key] : undefined), claims);
}

/** The strongest Rollcall role that a provider's claim names; null for none. */
export function roleOf(
  { roleClaim, roleMap }: Pick<OidcProvider, "roleClaim" | "roleMap">,
  claims: Claims,
): Role | null {
  if (roleClaim === undefined) return null;
  const values = [claimAt(claims, roleClaim)].flat().filter((value) => typeof value === "string");
  const named = values.filter((value) => Object.hasOwn(roleMap, value)).map((value) => roleMap[value]);
  return ROLES.findLast((role) => named.includes(role)) ?? null;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value.trim() !== "" ? value.trim() : undefined;

/** A name as forms would take it. */
const nameOf = (claims: Claims): string | undefined =>
  (textOf(claims.name) ?? textOf(claims.preferred_username))
    ?.replaceAll(/\p{Cc}/gu, " ")
    .slice(0, 120)
    .trim();

/** Nothing but `true`: what a provider does not say is so only where the settings say it, and a `false` stands. */
const isVerified = ({ assumeEmailVerified }: OidcProvider, { email_verified }: Claims): boolean =>
  email_verified === true || (assumeEmailVerified === true && email_verified === undefined);

/**
 * The claims of an ID token and what the userinfo endpoint adds to them: the token's own stand. An address and whether it is
 * verified belong together, never one of each source; the word of the settings is for where neither says it.
 */
export function joinedClaims(
  { assumeEmailVerified }: Pick<OidcProvider, "assumeEmailVerified">,
  claims: Claims,
  said: Claims,
): Claims {
  const { email, email_verified, ...rest } = claims;
  const isSilent = email_verified === undefined && said.email_verified === undefined;
  const isWhole =
    email !== undefined && (email_verified !== undefined || (assumeEmailVerified === true && isSilent));
  return { ...said, ...rest, ...(isWhole ? { email, email_verified } : {}) };
}

/** Reads what counts out of the claims of a checked answer. */
export function readClaims(provider: OidcProvider, subject: string, claims: Claims): Claimed {
  const email = textOf(claims.email);
  return {
    issuer: provider.issuer,
    subject,
    email: email !== undefined && email.length <= 320 ? email : undefined,
    isEmailVerified: isVerified(provider, claims),
    name: nameOf(claims),
    role: roleOf(provider, claims),
    authTime: typeof claims.auth_time === "number" ? claims.auth_time : undefined,
  };
}
