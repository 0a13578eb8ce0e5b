import "server-only";
import type { Caller } from "#lib/vendors/fetch.ts";
import type { VendorClient } from "#lib/vendors/port.ts";
import { refuse } from "#lib/vendors/refuse.ts";
import { toPage, toSecret } from "./map.ts";
import { deletedSecretSchema, pageSchema, secretSchema } from "./schema.ts";

const OK = [200];
const NAME = /^[a-zA-Z][a-zA-Z0-9_]{0,127}$/;
const MAX_VALUE_LENGTH = 8192;

type SecretOperations = Required<
  Pick<VendorClient, "listSecrets" | "getSecret" | "createSecret" | "updateSecret" | "deleteSecret">
>;

/** The five operations on a team's secrets. A value goes out and never comes back, also not in a reason. */
export function secretOperations(caller: Caller): SecretOperations {
  return {
    /** GET /teams/{id}/secrets, oldest first: what is created meanwhile comes at the end. */
    async listSecrets(teamId, cursor, options) {
      const query = { limit: 120, orderBy: "dtCreated", order: "asc", after: cursor };
      const path = ["teams", teamId, "secrets"];
      const page = await caller.fetch(
        { method: "GET", path, query, expect: OK, signal: options?.signal },
        pageSchema,
      );
      return toPage(page, secretSchema, toSecret);
    },

    /** GET /teams/{id}/secrets/{name}. */
    async getSecret(teamId, name, options) {
      const path = ["teams", teamId, "secrets", name];
      return toSecret(
        await caller.fetch({ method: "GET", path, expect: OK, signal: options?.signal }, secretSchema),
      );
    },

    /** POST /teams/{id}/secrets: never sent twice, unless the vendor certainly did nothing. */
    async createSecret(teamId, name, value, options) {
      if (!NAME.test(name))
        throw refuse("paperspace", "INVALID_INPUT", "A secret's name is letters, digits and _.");
      checkValue(value);
      const path = ["teams", teamId, "secrets"];
      const sent = { body: { name, value }, secretValues: [value], signal: options?.signal };
      return toSecret(await caller.fetch({ method: "POST", path, expect: OK, ...sent }, secretSchema));
    },

    /** PATCH /teams/{id}/secrets/{name}. */
    async updateSecret(teamId, name, value, options) {
      checkValue(value);
      const path = ["teams", teamId, "secrets", name];
      const sent = { body: { value }, secretValues: [value], signal: options?.signal };
      return toSecret(await caller.fetch({ method: "PATCH", path, expect: OK, ...sent }, secretSchema));
    },

    /** DELETE /teams/{id}/secrets/{name}. Throws VENDOR_NOT_FOUND when there is none. */
    async deleteSecret(teamId, name, options) {
      const path = ["teams", teamId, "secrets", name];
      await caller.fetch(
        { method: "DELETE", path, expect: OK, signal: options?.signal },
        deletedSecretSchema,
      );
    },
  };
}

function checkValue(value: string): void {
  if (value.length >= 1 && value.length <= MAX_VALUE_LENGTH) return;
  throw refuse("paperspace", "INVALID_INPUT", "A secret's value has 1 to 8,192 characters.");
}
