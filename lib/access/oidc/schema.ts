import { z } from "zod";
import { ROLES } from "#lib/core/permissions.ts";

/** A provider as pages show it. */
export type ProviderName = { id: string; name: string };

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** https, or http to this machine: whoever reads along could otherwise sign in as anybody. */
export function isSafeUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  if (url.username || url.password || url.hash) return false;
  return url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname));
}

const providerSchema = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "must be of a-z, 0-9 and -"),
    name: z.string().trim().min(1).max(40),
    issuer: z
      .string()
      .refine(
        (text) => isSafeUrl(text) && !new URL(text).search,
        "must be the issuer's https address, as the provider spells it",
      ),
    clientId: z.string().min(1).max(400),
    clientSecret: z.string().min(1).max(2_000).optional(),
    clientSecretFile: z.string().min(1).optional(),
    scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)).default(["openid", "email", "profile"]),
    /** The claim that holds groups or roles; with dots for one inside another. */
    roleClaim: z.string().min(1).max(200).optional(),
    roleMap: z.record(z.string(), z.enum(ROLES)).default({}),
    defaultRole: z.enum(ROLES).optional(),
    /** For a provider that never says `email_verified`, whose admins alone decide about addresses. */
    assumeEmailVerified: z.boolean().optional(),
  })
  .superRefine((provider, context) => {
    const wrong = (path: string, message: string) =>
      context.addIssue({ code: "custom", path: [path], message });
    if (provider.clientSecret && provider.clientSecretFile)
      wrong("clientSecretFile", "stands beside clientSecret: give one of them");
    if (Object.keys(provider.roleMap).length > 0 && !provider.roleClaim)
      wrong("roleMap", "needs roleClaim, which says where the values are");
    if (provider.roleClaim && Object.keys(provider.roleMap).length === 0)
      wrong("roleClaim", "needs roleMap, which says what its values mean");
    if (!provider.scopes.includes("openid")) wrong("scopes", 'must have "openid"');
  });

export const providersSchema = z
  .array(providerSchema)
  .max(20)
  .superRefine((providers, context) => {
    for (const [index, { id }] of providers.entries())
      if (providers.findIndex((other) => other.id === id) !== index)
        context.addIssue({ code: "custom", path: [index, "id"], message: "is there twice" });
  });

export type OidcProvider = Omit<z.output<typeof providerSchema>, "clientSecretFile">;

const providerId = z.string().max(32);

/** What begins a sign-in with a provider; with a token, it takes an invite up. */
export const beginSchema = z.strictObject({
  provider: providerId,
  returnTo: z.string().max(2048).optional(),
  token: z.string().max(64).optional(),
});
export const providerIdSchema = z.strictObject({ provider: providerId });

/** Somebody's account at a provider, as their profile shows it. */
export type IdentityRow = { id: string; provider: string; name: string; email: string; lastUsedAt: string };
