import "server-only";
import type { Viewer } from "#lib/core/permissions.ts";
import { fullName } from "#lib/core/person-words.ts";
import { byToken } from "#lib/core/token-words.ts";
import type { ActivityRow, Words } from "#lib/directory/activity/schema.ts";
import { told } from "#lib/directory/activity/told.ts";
import { changeWords, eventWords } from "#lib/directory/activity/words.ts";
import { type Journaled, journalOf } from "#lib/insight/activity/journal.ts";
import type { EventRow } from "#lib/store/audit/data.ts";
import { db } from "#lib/store/db/connection.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** Gives events their words: a change's from the journal, the rest from what the event says. */
export async function toActivity(events: EventRow[], viewer?: Viewer): Promise<ActivityRow[]> {
  const [journal, teams, connections, users] = await Promise.all([
    journalOf(
      events.flatMap((event) => event.changeId ?? []),
      viewer,
    ),
    teamsOf(events.flatMap((event) => event.teamId ?? [])),
    connectionsOf(events.flatMap((event) => event.connectionId ?? [])),
    usersOf(events.map((event) => event.actor.id)),
  ]);
  return events.map((event) => {
    const change = event.changeId ? journal.get(event.changeId) : undefined;
    const team = event.teamId ? teams.get(event.teamId) : undefined;
    const connection = event.connectionId ? connections.get(event.connectionId) : undefined;
    const what = change ? wordsOf(event, change) : eventWords(event);
    const name = change?.teamName || team?.name || connection?.label;
    // "Added the connection Halden Docs" need not say "in Halden Docs" too.
    const place = what.some((piece) => piece.as === "name" && piece.text === name) ? undefined : name;
    const vendor = connection?.vendor ?? team?.vendor;
    const reason =
      change?.reason ?? (typeof event.facts.reason === "string" ? event.facts.reason : undefined);
    return {
      id: event.id,
      seq: event.seq,
      at: event.startedAt,
      who: whoOf(event, users),
      what,
      ...(change?.email && !change.subject.includes(change.email) ? { subjectEmail: change.email } : {}),
      ...(change?.people ? { people: change.people.map(fullName) } : {}),
      ...(change?.before ? { before: change.before } : {}),
      ...(change?.after ? { after: change.after } : {}),
      ...(place
        ? { where: { name: place, ...(vendor ? { vendor } : {}), ...(team ? { teamId: team.id } : {}) } }
        : {}),
      outcome: event.outcome,
      ...(reason ? { reason } : {}),
      ...(event.actor.address ? { address: event.actor.address } : {}),
      ...(change?.batch ? { batch: change.batch } : {}),
      ...(change?.undo ? { undo: change.undo } : {}),
      ...(change?.isUndo ? { isUndo: true } : {}),
    };
  });
}

function wordsOf(event: EventRow, change: Journaled): Words[] {
  const text = told(change.title, event.outcome, event.facts.requested === true);
  return changeWords(text, change.subject, change.kind.startsWith("secret.")).map((piece) =>
    piece.as && change.personId ? { ...piece, personId: change.personId } : piece,
  );
}

function whoOf(event: EventRow, users: Map<string, { name: string; email: string }>): ActivityRow["who"] {
  if (event.actor.id === "system") return { name: "Rollcall", kind: "system" };
  const known = users.get(event.actor.id);
  const name = event.actor.name || known?.name;
  const email = event.actor.email || known?.email;
  if (!name && !email) return { name: "Unknown", kind: "nobody" };
  const shown = name || email || "";
  const { token, isAgent } = event.actor;
  return {
    name: byToken(shown, token ? { name: token, kind: isAgent ? "agent" : "user" } : undefined),
    ...(email ? { email } : {}),
    kind: "user",
  };
}

async function teamsOf(ids: string[]) {
  if (ids.length === 0) return new Map<string, { id: string; name: string; vendor: VendorId }>();
  const rows = await db()
    .selectFrom("teams")
    .select(["id", "name", "vendor"])
    .where("id", "in", [...new Set(ids)])
    .where("removed_at", "is", null)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function connectionsOf(ids: string[]) {
  if (ids.length === 0) return new Map<string, { id: string; label: string; vendor: VendorId }>();
  const rows = await db()
    .selectFrom("connections")
    .select(["id", "label", "vendor"])
    .where("id", "in", [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}

async function usersOf(ids: string[]) {
  if (ids.length === 0) return new Map<string, { name: string; email: string }>();
  const rows = await db()
    .selectFrom("users")
    .select(["id", "name", "email"])
    .where("id", "in", [...new Set(ids)])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
