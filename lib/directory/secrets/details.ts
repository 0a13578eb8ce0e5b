import "server-only";
import { DEFAULT_POLICY } from "#lib/directory/policies/constants.ts";
import { byPolicy, type Policy, readPolicies } from "#lib/directory/policies/limits.ts";
import { getSecret, liveSecrets } from "#lib/directory/secrets/data.ts";
import { secretHistory } from "#lib/directory/secrets/history.ts";
import type { SecretAuthor, SecretDetails, SecretEvent, SecretRow } from "#lib/directory/secrets/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const DAY_MS = 86_400_000;

/** All that a secret's page says; undefined when the team has no such secret. Its value is nowhere. */
export async function secretDetails(teamId: string, name: string): Promise<SecretDetails | undefined> {
  const secret = await getSecret(teamId, name);
  if (!secret) return undefined;
  const [history, policy] = await Promise.all([secretHistory(teamId, name), policyOf(secret.id)]);
  const setAt = secret.modifiedAt ?? secret.createdAt;
  return {
    secret,
    history,
    policy,
    ...(setAt === undefined
      ? {}
      : { dueAt: new Date(Date.parse(setAt) + secret.limitDays * DAY_MS).toISOString() }),
    createdBy: authorOf(secret, history, "created"),
    changedBy: changerOf(secret, history),
  };
}

/** Which policy decides about a secret. */
async function policyOf(secretId: string): Promise<SecretDetails["policy"]> {
  const policies = await readPolicies();
  const row = await liveSecrets()
    .select(byPolicy<string>(policies, "text", ({ id }) => id).as("policy_id"))
    .where("secrets.id", "=", secretId)
    .executeTakeFirst();
  const policy = policies.find(({ id }) => id === row?.policy_id);
  return policy === undefined || policy.id === DEFAULT_POLICY ? "default" : about(policy);
}

const about = ({ teamId, pattern }: Policy): SecretDetails["policy"] =>
  teamId === null ? "name" : pattern === null ? "team" : "team and name";

const hasHappened = ({ outcome }: SecretEvent): boolean => outcome === "done" || outcome === "seen";

/** Who did it last, by Rollcall's journal or as a sync saw it at the vendor; not what became of one deleted before. */
function authorOf(
  { vendor }: SecretRow,
  history: readonly SecretEvent[],
  did: SecretEvent["did"],
): SecretAuthor {
  const happened = history.filter(hasHappened);
  const deleted = happened.findIndex((event) => event.did === "deleted");
  const last = happened.slice(0, deleted < 0 ? undefined : deleted).find((event) => event.did === did);
  if (!last) return { is: "unknown" };
  return last.outcome === "seen"
    ? { is: "vendor", vendor: VENDOR_FACTS[vendor].name }
    : { is: "user", name: last.by ?? "a former user" };
}

/** The vendor's own time decides: what it dates after our setting was changed there, seen by a sync or not. */
function changerOf(secret: SecretRow, history: readonly SecretEvent[]): SecretAuthor {
  if (secret.changedOutside) return { is: "vendor", vendor: VENDOR_FACTS[secret.vendor].name };
  const changed = authorOf(secret, history, "changed");
  if (changed.is !== "unknown") return changed;
  // Never changed since it was made.
  return secret.modifiedAt === undefined || secret.modifiedAt === secret.createdAt
    ? authorOf(secret, history, "created")
    : changed;
}
