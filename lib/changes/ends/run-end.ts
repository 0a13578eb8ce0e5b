import "server-only";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { effectsOfAll, judge } from "#lib/changes/approvals/needed.ts";
import { isGain } from "#lib/changes/ends/gain.ts";
import { viewOf } from "#lib/changes/journal/data.ts";
import { inputOf, resultOf } from "#lib/changes/journal/journal.ts";
import { askerOf } from "#lib/changes/kept/asker.ts";
import { knownMember } from "#lib/changes/kinds/refs.ts";
import { kindOf } from "#lib/changes/kinds/registry.ts";
import { isPrepared } from "#lib/changes/plan/lines.ts";
import { prepareLines } from "#lib/changes/plan/plan.ts";
import { liveAsk } from "#lib/changes/plan/reads.ts";
import { endSchedule, holdSchedule, toldOf } from "#lib/changes/schedules/end.ts";
import { startSchedule } from "#lib/changes/schedules/start.ts";
import type { StoredSchedule } from "#lib/changes/schedules/stored.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { tellEndLeft } from "#lib/store/outbox/tell-ends.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import type { TeamRole, VendorMember } from "#lib/vendors/port.ts";

/** Warnings for which a person has to look: what the end takes away could not be had back without them. */
const HELD_FOR: ReadonlySet<string> = new Set(["LAST_ADMIN", "LAST_ORG_ADMIN", "LAST_OWNER", "TOKEN_OWNER"]);

/**
 * Ends what was given for a time: what takes it back is planned anew, by what is so now. What somebody has changed since is
 * left alone, what nobody could do without waits for a person, and the rest becomes an ordinary batch. It runs as Rollcall
 * itself, in the name of who gave it, whatever they may do by now: access must end also where they are gone. What would give
 * somebody more than they have needs the rights of its person, and an approval where one is needed.
 */
export async function runEnd(row: StoredSchedule, lateMs: number): Promise<void> {
  const change = await db()
    .selectFrom("changes")
    .selectAll()
    .where("id", "=", row.ends_change_id)
    .executeTakeFirst();
  const back = change ? await backNow(change) : { none: "What it ends is not on record any more" };
  if ("none" in back) return leave(row, back.none);
  const gains = !change || isGain(back, change, await vendorOf(change.connection_id));
  const runner = gains ? await askerOf(row.user_id) : await inTheNameOf(row.user_id);
  await seeingAs(runner, async () => {
    const lines = await prepareLines(
      runner,
      { lines: [{ request: back, ...(change ? { undoOf: change.id } : {}) }] },
      { ask: "first" },
    );
    const [line] = lines;
    if (!line || line.planned.skip)
      return leave(row, line?.planned.skip ?? "There is nothing to do any more");
    if (line.planned.refusal) return hold(row, line.planned.refusal.reason);
    const risks = line.planned.warnings.filter(({ code }) => HELD_FOR.has(code));
    if (risks.length > 0) return hold(row, risks.map(({ text }) => text).join(" "));
    if (gains && (await judge(runner.userId, effectsOfAll(lines))) === "needed")
      return hold(row, "It gives somebody more than they have, which needs somebody else's approval by now");
    await startSchedule(
      runner,
      row,
      { ready: lines.filter(isPrepared), held: {}, leftAlone: {} },
      { acknowledged: line.planned.warnings.map(({ code }) => code), isApproved: !gains, lateMs },
    );
  });
}

const hold = (row: StoredSchedule, reason: string): Promise<void> =>
  transact((tx) => holdSchedule(tx, row, reason));

const leave = (row: StoredSchedule, reason: string): Promise<void> =>
  transact(async (tx) => {
    await endSchedule(tx, row, "system", { state: "ended", action: "schedule.leave", reason });
    await tellEndLeft(tx, { ...toldOf(row), reason });
  });

/** What takes the change back now, or why nothing is to be taken back. The vendor's own word counts where it answers. */
async function backNow(change: ChangeRow): Promise<ChangeRequest | { none: string }> {
  if (!(await isThere("connections", change.connection_id))) return { none: "Its connection was deleted" };
  if (change.team_id !== null && !(await isThere("teams", change.team_id)))
    return { none: "Its team is not there any more" };
  const back = (await kindOf(change.kind).inverse?.(viewOf(change))) ?? { none: "It cannot be taken back" };
  if ("none" in back) return back;
  const given = await givenNow(change);
  return given === "changed" ? { none: "Somebody has changed it since" } : back;
}

type Gave = { role?: TeamRole; orgRole?: string; teamId?: string };

/** Whether they have what the change gave: by the vendor's live answer, else by our copy. */
async function givenNow(change: ChangeRow): Promise<"as given" | "changed"> {
  const { role, orgRole } = inputOf(change) as Gave;
  const userId = String(inputOf(change).userId ?? resultOf(change).userId ?? "");
  const { connection_id: connectionId, team_id: teamId } = change;
  if (teamId === null || role === undefined) {
    if (change.kind !== "org.setRole") return "as given";
    const known = await liveAsk(connectionId, "first").vendor(
      async (client, signal): Promise<{ found: VendorMember | undefined } | undefined> =>
        client.findOrgMember && { found: await client.findOrgMember(userId, { signal }) },
    );
    return known && known.found?.orgRole !== undefined && known.found.orgRole !== orgRole
      ? "changed"
      : "as given";
  }
  const team = await db()
    .selectFrom("teams")
    .select("vendor_team_id")
    .where("id", "=", teamId)
    .executeTakeFirst();
  if (!team) return "changed";
  const live = await liveAsk(connectionId, "first").vendor(async (client, signal) => ({
    found: await client.findMember(team.vendor_team_id, userId, { roleHint: role, signal }),
  }));
  const now = live ? live.found?.role : (await knownMember(teamId, userId))?.role;
  return now === role ? "as given" : "changed";
}

async function vendorOf(connectionId: string): Promise<VendorId> {
  const { vendor } = await db()
    .selectFrom("connections")
    .select("vendor")
    .where("id", "=", connectionId)
    .executeTakeFirstOrThrow();
  return vendor;
}

const isThere = async (table: "teams" | "connections", id: string): Promise<boolean> =>
  (table === "teams"
    ? await db()
        .selectFrom("teams")
        .select("id")
        .where("id", "=", id)
        .where("removed_at", "is", null)
        .executeTakeFirst()
    : await db().selectFrom("connections").select("id").where("id", "=", id).executeTakeFirst()) !==
  undefined;

/** Rollcall itself, named after who gave what ends: without their limits, their role, or their being here at all. */
async function inTheNameOf(userId: string): Promise<Viewer> {
  const user = await db()
    .selectFrom("users")
    .select(["name", "email"])
    .where("id", "=", userId)
    .executeTakeFirst();
  return {
    ...{ userId, name: user?.name ?? "", email: user?.email ?? "" },
    ...{ role: "admin", sessionId: "", scope: "all" },
  };
}
