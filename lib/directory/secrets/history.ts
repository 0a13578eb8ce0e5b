import "server-only";
import { z } from "zod";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import { outcomeOfChange } from "#lib/directory/activity/schema.ts";
import { told } from "#lib/directory/activity/told.ts";
import { changeWords } from "#lib/directory/activity/words.ts";
import { listObservations, type Observation } from "#lib/directory/feed/data.ts";
import { observationWords } from "#lib/directory/feed/words.ts";
import type { SecretEvent } from "#lib/directory/secrets/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** What a secret's page shows. */
const MAX_EVENTS = 100;

const descriptionSchema = z.object({ title: z.string(), subject: z.string().catch("") });

/**
 * What happened to a team's secret, newest first: changes by Rollcall, and what syncs saw change at the vendor. Of the store
 * alone; a secret of the same name that was deleted before counts too.
 */
export async function secretHistory(teamId: string, name: string): Promise<SecretEvent[]> {
  const [changes, seen] = await Promise.all([
    changesOf(teamId, name),
    listObservations({ about: "secret", subject: name, teamId, limit: MAX_EVENTS }),
  ]);
  const all = [...changes, ...seen.rows.map(seenEvent)];
  return all.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1)).slice(0, MAX_EVENTS);
}

const seenEvent = (seen: Observation): SecretEvent => ({
  id: seen.id,
  at: seen.at,
  what: observationWords(seen),
  did: DID[seen.kind] ?? "other",
  vendor: VENDOR_FACTS[seen.vendor].name,
  outcome: "seen",
});

const DID: Partial<Record<ChangeKindName | Observation["kind"], SecretEvent["did"]>> = {
  "secret.create": "created",
  "secret.created": "created",
  "secret.rotate": "changed",
  "secret.rotated": "changed",
  "secret.delete": "deleted",
  "secret.deleted": "deleted",
};

async function changesOf(teamId: string, name: string): Promise<SecretEvent[]> {
  const rows = await db()
    .selectFrom("changes")
    .leftJoin("users", "users.id", "changes.user_id")
    .select(["changes.id", "changes.batch_id", "changes.kind", "changes.state", "changes.description"])
    .select(["changes.reason", "changes.created_at", "users.name as by_name", "users.email as by_email"])
    .where("changes.target", "=", `secret:${teamId}:${name}`)
    .orderBy("changes.created_at", "desc")
    .orderBy("changes.id", "desc")
    .limit(MAX_EVENTS)
    .execute();
  return rows.flatMap((row) => {
    const description = descriptionSchema.safeParse(JSON.parse(row.description));
    if (!description.success) return [];
    const outcome = outcomeOfChange(row.state);
    return [
      {
        id: row.id,
        changeId: row.id,
        batchId: row.batch_id,
        at: row.created_at,
        what: changeWords(told(description.data.title, outcome), description.data.subject, true),
        did: DID[row.kind] ?? "other",
        by: row.by_name || row.by_email || "a former user",
        outcome,
        ...(row.reason ? { reason: row.reason } : {}),
      },
    ];
  });
}
