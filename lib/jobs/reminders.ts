import "server-only";
import { env } from "#lib/core/env.ts";
import { countSecrets } from "#lib/directory/policies/data.ts";
import { listAllSecrets } from "#lib/directory/secrets/data.ts";
import { type SecretRow, secretFilterSchema } from "#lib/directory/secrets/schema.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { enqueueWebhook, eventsOf } from "#lib/store/outbox/send.ts";

/** Names in one reminder; the counts are of all. */
const NAMED = 50;

/** Reminds each webhook that asked for it of due and overdue secrets, at most once a UTC day, and only of some. */
export async function remind(nowMs = Date.now()): Promise<void> {
  const today = new Date(nowMs).toISOString().slice(0, 10);
  const hooks = await db()
    .selectFrom("webhooks")
    .select(["id", "events"])
    .where("paused_at", "is", null)
    .where((where) => where.or([where("reminded_on", "is", null), where("reminded_on", "<", today)]))
    .execute();
  const wanting = hooks.filter((hook) => eventsOf(hook.events).includes("secrets.due"));
  if (wanting.length === 0) return;
  const { due, overdue } = await countSecrets();
  if (due + overdue === 0) return;
  const secrets = await named();
  for (const hook of wanting)
    await transact(async (tx) => {
      const mine = await tx
        .updateTable("webhooks")
        .set({ reminded_on: today })
        .where("id", "=", hook.id)
        .where((where) => where.or([where("reminded_on", "is", null), where("reminded_on", "<", today)]))
        .returning("id")
        .executeTakeFirst();
      if (!mine) return;
      await enqueueWebhook(tx, {
        type: "secrets.due",
        id: `secrets.due-${today}-${hook.id}`,
        data: { due, overdue, url: `${env().ROLLCALL_URL}/secrets?due=overdue` },
        names: { secrets },
        only: hook.id,
      });
    });
}

async function named() {
  const pages = await Promise.all(
    (["overdue", "due"] as const).map((due) =>
      listAllSecrets(secretFilterSchema.parse({ due, limit: NAMED })).then(({ rows }) =>
        rows.map((row) => lineOf(row, due)),
      ),
    ),
  );
  return pages.flat().slice(0, NAMED);
}

const lineOf = ({ name, teamName, ageDays, limitDays }: SecretRow, state: string) => ({
  name,
  team: teamName,
  state,
  ageDays: ageDays ?? null,
  limitDays,
});
