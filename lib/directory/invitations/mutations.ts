import "server-only";
import { actorOf } from "#lib/access/auth/actor.ts";
import { requireTeam } from "#lib/access/grants/check.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId, nowIso } from "#lib/core/ids.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { matchInvitations } from "#lib/directory/sync/match-invitations.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, type Tx, transact } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import { emailKey } from "#lib/store/db/text-key.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import { TEAM_ROLES, type TeamRole } from "#lib/vendors/port.ts";
import { rolePhrase } from "#lib/vendors/role-words.ts";

/**
 * Somebody has got, for a time, what they were to become once they had accepted: the wish is not offered again when that is
 * over.
 */
export async function fulfilWish(tx: Tx, teamId: string, userId: string): Promise<void> {
  await tx
    .updateTable("invitations")
    .set({ wanted_role: null, wanted_minutes: null })
    .where("team_id", "=", teamId)
    .where("wanted_minutes", "is not", null)
    .where("email_key", "in", (of) =>
      of
        .selectFrom("members")
        .select("members.email_key")
        .where("members.team_id", "=", teamId)
        .where("members.user_id", "=", userId)
        .$narrowType<{ email_key: string }>(),
    )
    .execute();
}

/**
 * Waits for people who are being invited in the vendor's console: each address once a team. Those who are in the team
 * already are noted as such at once. `role` is what they are to become once they have accepted: it is kept as a wish and
 * offered then. Returns how many are new. Throws NOT_FOUND for a team that is gone, NOT_SUPPORTED for such a role.
 */
export async function watchInvitations(
  viewer: Viewer,
  teamId: string,
  emails: readonly string[],
  role?: TeamRole,
  minutes?: number,
): Promise<number> {
  const at = nowIso();
  await requireTeam(viewer, teamId);
  return transact(async (tx) => {
    const team = await tx
      .selectFrom("teams")
      .select(["id", "connection_id", "name", "vendor"])
      .where("id", "=", teamId)
      .where("removed_at", "is", null)
      .executeTakeFirst();
    if (!team) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
    const wanted = wishOf(team.vendor, role);
    const asked = new Map(emails.map((email) => [emailKey(email), email]));
    asked.delete(null);
    const open = await tx
      .selectFrom("invitations")
      .select("email_key")
      .where("team_id", "=", teamId)
      .where("confirmed_at", "is", null)
      .where("dismissed_at", "is", null)
      .execute();
    const again = open.map((row) => row.email_key).filter((key) => asked.has(key));
    for (const keys of chunks(again))
      if (role !== undefined)
        await tx
          .updateTable("invitations")
          .set({ wanted_role: wanted, wanted_minutes: wanted === null ? null : (minutes ?? null) })
          .where("team_id", "=", teamId)
          .where("email_key", "in", keys)
          .where("confirmed_at", "is", null)
          .where("dismissed_at", "is", null)
          .execute();
    for (const key of again) asked.delete(key);
    if (asked.size === 0) return 0;
    await tx
      .insertInto("invitations")
      .values(
        [...asked].map(([key, email]) => ({
          id: newId(),
          team_id: teamId,
          connection_id: team.connection_id,
          email,
          email_key: key ?? "",
          created_by: viewer.userId,
          created_at: at,
          appeared_at: null,
          confirmed_at: null,
          dismissed_at: null,
          wanted_role: wanted,
          wanted_minutes: wanted === null ? null : (minutes ?? null),
        })),
      )
      .execute();
    await matchInvitations(tx, teamId, at);
    await appendEvent(tx, {
      action: "invitation.watch",
      actor: actorOf(viewer),
      outcome: "done",
      connectionId: team.connection_id,
      teamId,
      facts: { team: team.name, count: asked.size },
      personal: { emails: [...asked.values()] },
      search: [team.name, ...asked.values()].join(" "),
    });
    return asked.size;
  });
}

/** The weakest role is what everybody comes with: nothing to wish for. */
function wishOf(vendor: VendorId, role: TeamRole | undefined): TeamRole | null {
  if (role === undefined || role === TEAM_ROLES.at(-1)) return null;
  const { name, capabilities } = VENDOR_FACTS[vendor];
  if (capabilities.assignableRoles.includes(role)) return role;
  throw new AppError("NOT_SUPPORTED", { reason: `${name} cannot make somebody ${rolePhrase(role)}` });
}

/** Stops waiting for somebody. Says nothing to the vendor. Throws NOT_FOUND. */
export async function dismissInvitation(viewer: Viewer, id: string): Promise<void> {
  const known = await db()
    .selectFrom("invitations")
    .select("team_id")
    .where("id", "=", id)
    .executeTakeFirst();
  if (!known) throw new AppError("NOT_FOUND", { reason: "Nobody waits for this person any more" });
  await transact(async (tx) => {
    const row = await tx
      .updateTable("invitations")
      .set({ dismissed_at: nowIso() })
      .where("id", "=", id)
      .where("dismissed_at", "is", null)
      .returning(["team_id", "connection_id", "email"])
      .executeTakeFirst();
    if (!row) throw new AppError("NOT_FOUND", { reason: "Nobody is waited for any more" });
    await appendEvent(tx, {
      action: "invitation.dismiss",
      actor: actorOf(viewer),
      outcome: "done",
      connectionId: row.connection_id,
      teamId: row.team_id,
      personal: { email: row.email },
      search: row.email,
    });
  });
}
