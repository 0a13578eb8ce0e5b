import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { RefreshBegun, RefreshState, Unreached } from "#lib/changes/offboarding/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { AppError } from "#lib/core/errors.ts";
import { nowIso } from "#lib/core/ids.ts";
import { openConnection } from "#lib/directory/connections/open.ts";
import { readDoors } from "#lib/directory/doors/read.ts";
import { getPerson } from "#lib/directory/people/person.ts";
import { listId } from "#lib/directory/sync/lists.ts";
import { requestRun } from "#lib/directory/sync/look.ts";
import { db } from "#lib/store/db/connection.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorError } from "#lib/vendors/port.ts";

/** How long an action may wait for the vendors' own word on somebody's teams. */
const ASK_MS = 2_000;

/**
 * Asks for a fresh copy of every list that may hold this person: each team of a vendor that opens one a connection, each
 * organization's own list, and each team that our copy or the vendor itself names. Returns at once but for the vendors'
 * lists of the person's teams, which it waits 2 s for; what did not answer is named. Throws NOT_FOUND.
 */
export async function beginRefresh(personId: string): Promise<RefreshBegun> {
  const person = await getPerson(personId);
  if (!person) throw new AppError("NOT_FOUND", { reason: "Nobody is known by this id any more" });
  const since = nowIso();
  const teams = new Set(person.memberships.map(({ team }) => team.id));
  for (const id of await singleTeamIds()) teams.add(id);
  const unreached: Unreached[] = [];
  const accounts = person.memberships.filter(({ team }) => team.kind === "organization");
  await Promise.all(
    accounts.map(async ({ team, member }) => {
      try {
        for (const id of await teamsByVendor(team.connectionId, member.userId)) teams.add(id);
      } catch (error) {
        unreached.push({
          name: `${VENDOR_FACTS[team.vendor].name}'s list of their teams in ${team.name}`,
          reason: words(error),
        });
      }
      const closed = await doorsInTime(team.connectionId);
      if (closed) unreached.push({ name: `Who may come into ${team.name} by themselves`, reason: closed });
    }),
  );
  const listIds = [...teams].map((id) => listId(id, "members"));
  for (const id of listIds) await requestRun(id, "refresh");
  return { since, listIds, unreached };
}

/** Teams of connections that open one team each: somebody may have joined any of them since. */
async function singleTeamIds(): Promise<string[]> {
  const vendors = Object.values(VENDOR_FACTS).filter((facts) => !facts.capabilities.manyTeams);
  const rows = await db()
    .selectFrom("teams")
    .select("id")
    .where(
      "vendor",
      "in",
      vendors.map((facts) => facts.id),
    )
    .where("kind", "=", "team")
    .where("removed_at", "is", null)
    .execute();
  return rows.map((row) => row.id);
}

/** Rollcall's ids of the teams that the vendor itself lists for a person of an organization. */
async function teamsByVendor(connectionId: string, userId: string): Promise<string[]> {
  const { client } = await openConnection(connectionId);
  if (!client.listMemberTeams) return [];
  const late = sleep(ASK_MS, undefined, { ref: false }).then(() => {
    throw new AppError("VENDOR_TIMEOUT", { reason: "It did not answer in time" });
  });
  const named = await Promise.race([client.listMemberTeams(userId), late]);
  if (named.length === 0) return [];
  const rows = await db()
    .selectFrom("teams")
    .select("id")
    .where("connection_id", "=", connectionId)
    .where("vendor_team_id", "in", named)
    .where("removed_at", "is", null)
    .execute();
  return rows.map((row) => row.id);
}

/** Reads the ways by which somebody could come back, or says why not. What comes later is kept, and shown afterwards. */
async function doorsInTime(connectionId: string): Promise<string | undefined> {
  const late = sleep(ASK_MS, "It did not answer in time", { ref: false });
  return Promise.race([readDoors(connectionId).catch(words), late]);
}

const words = (error: unknown): string =>
  error instanceof AppError
    ? errorWords({ code: (error as VendorError).code, ...(error.reason ? { reason: error.reason } : {}) })
    : "It could not be read";

/** How far a refresh that began at `since` is: which lists were read to their end, and which failed. */
export async function refreshState(since: string, listIds: readonly string[]): Promise<RefreshState> {
  const rows = await db()
    .selectFrom("lists")
    .innerJoin("teams", "teams.id", "lists.team_id")
    .innerJoin("connections", "connections.id", "lists.connection_id")
    .select(["lists.id", "lists.synced_at", "lists.error_at", "lists.error_code", "lists.error_reason"])
    .select(["teams.name", "teams.vendor", "connections.state", "connections.state_reason"])
    .where("lists.id", "in", [...listIds])
    .execute();
  const unreached: Unreached[] = [];
  const pending: string[] = [];
  let done = listIds.length - rows.length;
  for (const row of rows) {
    const failed = row.error_at !== null && row.error_at >= since;
    const refused = row.state === "refused";
    const name = `${row.name} on ${VENDOR_FACTS[row.vendor].name}`;
    if (row.synced_at !== null && row.synced_at >= since) done++;
    else if (failed || refused) {
      done++;
      const reason = refused
        ? (row.state_reason ?? "its token is refused")
        : (row.error_reason ?? "it could not be read");
      unreached.push({ name, reason });
    } else pending.push(name);
  }
  return { done, total: listIds.length, unreached, pending };
}
