import "server-only";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { nowMs } from "#lib/core/clock.ts";
import { env } from "#lib/core/env.ts";
import { PERMISSIONS } from "#lib/core/permissions.ts";
import { countSecrets } from "#lib/directory/policies/data.ts";
import { listAllSecrets } from "#lib/directory/secrets/data.ts";
import { type SecretRow, secretFilterSchema } from "#lib/directory/secrets/schema.ts";
import { readerOf } from "#lib/insight/notices/may-know.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { notify } from "#lib/store/outbox/notify.ts";
import { enqueueWebhook, eventsOf } from "#lib/store/outbox/send.ts";

/** Names in one reminder; the counts are of all. */
const NAMED = 50;

/** Reminds each webhook that asked for it of due and overdue secrets, at most once a UTC day, and only of some. */
export async function remind(atMs = Date.now()): Promise<void> {
  const today = new Date(atMs).toISOString().slice(0, 10);
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

const PEOPLE_KEY = "notices.secrets-due-on";

/**
 * Tells each person who may rotate secrets how many of those that they see are due and overdue, once a UTC day over all
 * processes. Returns how many were told.
 */
export async function remindPeople(atMs = nowMs()): Promise<number> {
  if (!env().ROLLCALL_SMTP_URL) return 0;
  const today = new Date(atMs).toISOString().slice(0, 10);
  const told = await db().selectFrom("meta").select("value").where("key", "=", PEOPLE_KEY).executeTakeFirst();
  if (told && told.value >= today) return 0;
  const users = await db()
    .selectFrom("users")
    .select("id")
    .where("disabled_at", "is", null)
    .where("role", "in", [...PERMISSIONS["secret.rotate"]])
    .execute();
  let count = 0;
  for (const { id } of users) {
    const reader = await readerOf(id);
    // Each by what they see themselves.
    const due = reader && (await seeingAs(reader, () => countSecrets()));
    if (due && due.due + due.overdue > 0) count += await tellSecrets(id, due, today);
  }
  await db()
    .insertInto("meta")
    .values({ key: PEOPLE_KEY, value: today })
    .onConflict((conflict) => conflict.column("key").doUpdateSet({ value: today }))
    .execute();
  return count;
}

const tellSecrets = (userId: string, { due, overdue }: { due: number; overdue: number }, today: string) =>
  transact((tx) =>
    notify(tx, {
      event: "secrets.due",
      to: [userId],
      href: `/secrets?due=${overdue > 0 ? "overdue" : "due"}`,
      what: [overdue > 0 ? `${overdue} overdue` : "", due > 0 ? `${due} due` : ""].filter(Boolean).join(", "),
      key: `secrets.due-${today}`,
    }),
  );

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
