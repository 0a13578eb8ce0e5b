import "server-only";
import { readFile } from "node:fs/promises";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { perProcess } from "#lib/core/per-process.ts";
import { type OidcProvider, type ProviderName, providersSchema } from "./schema.ts";

const slot = (): { providers: OidcProvider[] } => perProcess("oidc-providers", () => ({ providers: [] }));

const bad = (why: string): AppError =>
  new AppError("INVALID_INPUT", { detail: `ROLLCALL_OIDC ${why}`, reason: `ROLLCALL_OIDC ${why}` });

const fileText = (path: string, what: string): Promise<string> =>
  readFile(path, "utf8").catch(() => {
    throw bad(what);
  });

/**
 * Reads `ROLLCALL_OIDC` (JSON, or the path of a JSON file) and the files with secrets that it names. Throws INVALID_INPUT in
 * one line without any secret: a bad value stops the start.
 */
export async function readOidcProviders(): Promise<OidcProvider[]> {
  const value = env().ROLLCALL_OIDC?.trim();
  if (!value) return [];
  const text = value.startsWith("[")
    ? value
    : await fileText(value, "is neither a JSON array nor the path of a readable file");
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw bad("is not valid JSON");
  }
  const parsed = providersSchema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw bad(
      `is wrong at ${issue?.path.join(".") || "its top"}: ${issue?.message ?? "not the documented shape"}`,
    );
  }
  return Promise.all(
    parsed.data.map(async ({ clientSecretFile, ...provider }) => {
      if (clientSecretFile === undefined) return provider;
      const secret = await fileText(clientSecretFile, `names a file for ${provider.id} that cannot be read`);
      if (secret.trim() === "") throw bad(`names a file for ${provider.id} that is empty`);
      return { ...provider, clientSecret: secret.trim() };
    }),
  );
}

/** Puts providers in use in this process. The start does it. */
export function installOidcProviders(providers: OidcProvider[]): void {
  slot().providers = providers;
}

/** A provider by its id; undefined for one that is not configured. */
export const findProvider = (id: string): OidcProvider | undefined =>
  slot().providers.find((provider) => provider.id === id);

/** The providers in the order of the settings, as pages show them. */
export const providerNames = (): ProviderName[] => slot().providers.map(({ id, name }) => ({ id, name }));
