import "server-only";
import type { Actor } from "#lib/access/auth/actor.ts";
import { nowIso } from "#lib/core/ids.ts";
import { can, type Permission, type Viewer } from "#lib/core/permissions.ts";
import { DEFAULT_POLICY } from "#lib/directory/policies/constants.ts";
import type { FirstStep, FirstStepId } from "#lib/insight/overview/schema.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { keysKept, noteKeysKept } from "#lib/store/backup/keys-kept.ts";
import { db, transact } from "#lib/store/db/connection.ts";

const HIDDEN = "first-steps-hidden";

/** Each step and who may do it, in the order in which they are done. */
const STEPS: readonly { id: FirstStepId; needs: Permission }[] = [
  { id: "connect", needs: "connection.create" },
  { id: "people", needs: "member.read" },
  { id: "invite", needs: "user.invite" },
  { id: "policy", needs: "policy.update" },
  { id: "keys", needs: "setup.mark" },
];
/** One step alone is no list: who may do no more of them is not the one who sets Rollcall up. */
const FEWEST = 2;

const isThere = async (query: { executeTakeFirst: () => Promise<unknown> }): Promise<boolean> =>
  (await query.executeTakeFirst()) !== undefined;

/** Whether a step is done, each from what the store has of it. */
const IS_DONE: Record<FirstStepId, () => Promise<boolean>> = {
  connect: () => isThere(db().selectFrom("connections").select("id").limit(1)),
  people: () => isThere(db().selectFrom("members").select("id").where("removed_at", "is", null).limit(1)),
  // Whoever was invited, also where the link was taken back since; or somebody came by another way.
  invite: async () =>
    (await isThere(db().selectFrom("links").select("id").where("kind", "=", "join").limit(1))) ||
    (await isThere(db().selectFrom("users").select("id").orderBy("id").offset(1).limit(1))),
  policy: () =>
    isThere(
      db()
        .selectFrom("policies")
        .select("id")
        .where((where) =>
          where.or([where("id", "!=", DEFAULT_POLICY), where("updated_at", "!=", where.ref("created_at"))]),
        )
        .limit(1),
    ),
  keys: async () => (await keysKept()) !== undefined,
};

/** The steps of a new instance that this viewer may do; none once all are done, or an admin has put them away. */
export async function firstSteps(viewer: Viewer): Promise<FirstStep[]> {
  const theirs = STEPS.filter(({ needs }) => can(viewer, needs));
  if (theirs.length < FEWEST) return [];
  if (await isThere(db().selectFrom("meta").select("key").where("key", "=", HIDDEN))) return [];
  const steps = await Promise.all(theirs.map(async ({ id }) => ({ id, isDone: await IS_DONE[id]() })));
  return steps.every(({ isDone }) => isDone) ? [] : steps;
}

/** Puts the first steps away, for everybody. */
export async function hideFirstSteps(actor: Actor): Promise<void> {
  const value = nowIso();
  await transact(async (tx) => {
    await tx
      .insertInto("meta")
      .values({ key: HIDDEN, value })
      .onConflict((conflict) => conflict.column("key").doUpdateSet({ value }))
      .execute();
    await appendEvent(tx, { action: "setup.hideSteps", actor, outcome: "done" });
  });
}

/** Records that somebody keeps the keys in another place: Rollcall cannot see that, it takes their word. */
export async function sayKeysKept(actor: Actor): Promise<void> {
  await transact(async (tx) => {
    await noteKeysKept(tx, "said");
    await appendEvent(tx, { action: "keys.kept", actor, outcome: "done" });
  });
}
