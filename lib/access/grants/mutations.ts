import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { queueUp, revokeLinksMadeBy } from "#lib/access/users/mutations.ts";
import { AppError } from "#lib/core/errors.ts";
import type { GrantSubject, SetGrants } from "#lib/core/limits.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { type Tx, transact } from "#lib/store/db/connection.ts";
import { subjectKey } from "./data.ts";
import { dropLimits, grantedIds, limitedAmong, refuseLimited, storeLimit } from "./store-limit.ts";

const YOURSELF = "Nobody limits themselves: whoever is limited could not take it back";

/**
 * Limits a user or a role to what is granted, or takes the limit away; it holds on their next request. Throws CONFLICT for
 * oneself and one's own role, LAST_ADMIN where no admin without a limit would be left, NOT_FOUND.
 */
export async function setGrants(viewer: Viewer, { subject, granted }: SetGrants): Promise<void> {
  const key = subjectKey(subject);
  await transact(async (tx) => {
    await queueUp(tx);
    // Two admins who limit each other at once: the second one may not any more.
    await refuseLimited(tx, viewer);
    const whom = await nameOf(tx, viewer, subject, granted !== null);
    const places = granted === null ? [] : await storeLimit(tx, key, granted, viewer.userId);
    if (granted === null) await dropLimits(tx, [key]);
    else {
      if (!(await hasWholeAdmin(tx)))
        throw new AppError("LAST_ADMIN", {
          reason: "This would leave no admin who sees everything. Make somebody else one first.",
        });
      if (subject.kind === "user") await revokeLinksMadeBy(tx, subject.id);
    }
    await appendEvent(tx, {
      action: "grant.set",
      actor: actorOf(viewer),
      outcome: "done",
      facts: { subject: subject.kind, isLimited: granted !== null, ...grantedIds(granted) },
      personal: { ...whom, places },
      search: [whom.name, ...places].join(" "),
    });
  });
}

async function nameOf(
  tx: Tx,
  viewer: Viewer,
  subject: GrantSubject,
  isLimit: boolean,
): Promise<{ name: string; email?: string }> {
  if (subject.kind === "role") {
    if (subject.id === viewer.role && isLimit) throw new AppError("CONFLICT", { reason: YOURSELF });
    return { name: `every ${subject.id}` };
  }
  if (subject.id === viewer.userId && isLimit) throw new AppError("CONFLICT", { reason: YOURSELF });
  const user = await tx
    .selectFrom("users")
    .select(["name", "email"])
    .where("id", "=", subject.id)
    .executeTakeFirst();
  if (!user) throw new AppError("NOT_FOUND", { reason: "This user is no longer here. Reload the page." });
  return user;
}

/** Whether an active admin is there whom no limit holds. */
async function hasWholeAdmin(tx: Tx): Promise<boolean> {
  const admins = await tx
    .selectFrom("users")
    .select("id")
    .where("role", "=", "admin")
    .where("disabled_at", "is", null)
    .execute();
  const limits = await limitedAmong(tx, ["role:admin", ...admins.map(({ id }) => `user:${id}`)]);
  const held = new Set(limits.map(({ subject }) => subject));
  return !held.has("role:admin") && admins.some(({ id }) => !held.has(`user:${id}`));
}
