import { findProvider, installOidcProviders } from "./config.ts";
import type { TestProvider } from "./provider.testing.ts";
import type { OidcProvider } from "./schema.ts";

/** Configures Rollcall for it, as "acme". */
export function installTestProvider(
  { issuer, clientId, clientSecret }: TestProvider,
  more: object = {},
): void {
  const scopes = ["openid", "email", "profile"];
  const provider = { id: "acme", name: "Acme", issuer, clientId, clientSecret, scopes, roleMap: {}, ...more };
  installOidcProviders([provider]);
}

/** The provider that is configured so. */
export function acme(): OidcProvider {
  const found = findProvider("acme");
  if (!found) throw new Error("no provider is configured");
  return found;
}
