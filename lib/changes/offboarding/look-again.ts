import "server-only";
import { inputOf, resultOf } from "#lib/changes/journal/journal.ts";
import type { ChangeRow } from "#lib/changes/types.ts";
import { logError } from "#lib/core/log.ts";
import { openConnection } from "#lib/directory/connections/open.ts";
import { getDoors } from "#lib/directory/doors/data.ts";
import { readDoors, wordsOf } from "#lib/directory/doors/read.ts";
import type { FoundAgain } from "#lib/directory/doors/schema.ts";
import { doorsFor } from "#lib/directory/doors/words.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { emailKey } from "#lib/store/db/text-key.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorClient } from "#lib/vendors/port.ts";

/** What could not be read is tried again after so long, until so long after the offboarding. */
const AGAIN_MS = 3_600_000;
const GIVE_UP_MS = 4 * 24 * AGAIN_MS;
const CALL_MS = 15_000;

type Due = { batch_id: string; label: string; email: string | null; created_at: string };

/** Looks again at every offboarding whose day has come: did they come back, and is a door still open? Returns how many. */
export async function lookAgain(nowMs = Date.now(), signal?: AbortSignal): Promise<number> {
  let looked = 0;
  for (;;) {
    const due = signal?.aborted ? undefined : await claimDue(nowMs);
    if (!due) return looked;
    try {
      await lookAt(due, nowMs);
      looked++;
    } catch (error) {
      logError(error, { at: "lookAgain", batchId: due.batch_id });
    }
  }
}

/** The next one, put off for an hour: no other process takes it, and a crash only delays it. */
async function claimDue(nowMs: number): Promise<Due | undefined> {
  const now = new Date(nowMs).toISOString();
  const next = await db()
    .selectFrom("offboardings")
    .select("batch_id")
    .where("look_again_at", "<=", now)
    .orderBy("look_again_at")
    .limit(1)
    .executeTakeFirst();
  if (!next) return undefined;
  return db()
    .updateTable("offboardings")
    .set({ look_again_at: new Date(nowMs + AGAIN_MS).toISOString() })
    .where("batch_id", "=", next.batch_id)
    .where("look_again_at", "<=", now)
    .returning(["batch_id", "label", "email", "created_at"])
    .executeTakeFirst();
}

async function lookAt(due: Due, nowMs: number): Promise<void> {
  const changes = await db()
    .selectFrom("changes")
    .selectAll()
    .where("batch_id", "=", due.batch_id)
    .where("state", "in", ["done", "skipped", "unknown"])
    .where("kind", "in", ["member.remove", "org.removeMember"])
    .orderBy("seq")
    .execute();
  const found: FoundAgain[] = [];
  for (const [connectionId, mine] of Map.groupBy(changes, (change) => change.connection_id))
    found.push(...(await findIn(connectionId, mine, due)));
  const isRead = found.every(({ what }) => what !== "unread");
  const isLast = isRead || nowMs - Date.parse(due.created_at) >= GIVE_UP_MS;
  await write(due, found, isLast, new Date(nowMs).toISOString());
}

async function findIn(connectionId: string, changes: readonly ChangeRow[], due: Due): Promise<FoundAgain[]> {
  const opened = await openConnection(connectionId).catch(() => undefined);
  // Without its connection nobody can look, today or tomorrow.
  if (!opened) return [];
  const { client, connection, facts } = opened;
  const leftOrg = changes.find(({ kind }) => kind === "org.removeMember");
  const found: FoundAgain[] = [];
  const look = async (place: string, change: ChangeRow, isThere: () => Promise<boolean>) => {
    try {
      if (await isThere()) found.push({ what: "back", words: backWords(place, change) });
    } catch (error) {
      const why = wordsOf(error, facts.id);
      found.push({ what: "unread", words: `Whether they are in ${place} could not be read: ${why}` });
    }
  };
  if (leftOrg) {
    await look(connection.targetName, leftOrg, () => isInOrg(client, userOf(leftOrg), due.email));
    const problem = await readDoors(connectionId, { isFresh: true }).catch((error) =>
      wordsOf(error, facts.id),
    );
    if (problem) found.push({ what: "unread", words: `${connection.targetName}: ${problem}` });
    for (const org of await getDoors([connectionId]))
      for (const door of doorsFor({ label: due.label, emails: due.email ? [due.email] : [] }, org))
        if (door.kind === "domain" || door.kind === "link") found.push({ what: "open", words: door.words });
  } else
    for (const change of changes) {
      const team = await teamOf(change);
      const signal = AbortSignal.timeout(CALL_MS);
      if (team)
        await look(
          `${team.name} on ${VENDOR_FACTS[facts.id].name}`,
          change,
          async () =>
            (await client.findMember(team.vendor_team_id, userOf(change), { signal })) !== undefined,
        );
    }
  return found;
}

const userOf = (change: ChangeRow): string => String(inputOf(change).userId ?? "");

const backWords = (place: string, change: ChangeRow): string =>
  resultOf(change).requested
    ? `They are still in ${place}: the removal was only asked for`
    : change.state === "unknown"
      ? `They are in ${place}`
      : `They are in ${place} again`;

/** By the account that left, and by the address: who comes back may have another account. */
async function isInOrg(client: VendorClient, userId: string, email: string | null): Promise<boolean> {
  const options = { signal: AbortSignal.timeout(CALL_MS) };
  const key = emailKey(email);
  if (email && key && client.searchOrgMembers) {
    const people = await client.searchOrgMembers(email, options);
    if (people.some((person) => emailKey(person.email) === key)) return true;
  }
  return (await client.findOrgMember?.(userId, { ...options, searchHint: email ?? undefined })) !== undefined;
}

const teamOf = (change: ChangeRow) =>
  db()
    .selectFrom("teams")
    .select(["name", "vendor_team_id"])
    .where("id", "=", change.team_id)
    .where("removed_at", "is", null)
    .executeTakeFirst();

/** Keeps what was found; the log is told when that is news. */
async function write(due: Due, found: FoundAgain[], isLast: boolean, at: string): Promise<void> {
  const text = JSON.stringify(found);
  await transact(async (tx) => {
    const before = await tx
      .selectFrom("offboardings")
      .select("found_again")
      .where("batch_id", "=", due.batch_id)
      .executeTakeFirst();
    if (!before) return;
    await tx
      .updateTable("offboardings")
      .set({ looked_again_at: at, found_again: text, ...(isLast ? { look_again_at: null } : {}) })
      .where("batch_id", "=", due.batch_id)
      .execute();
    if (before.found_again === text) return;
    const count = (what: FoundAgain["what"]) => found.filter((one) => one.what === what).length;
    await appendEvent(tx, {
      action: "offboarding.lookAgain",
      actor: "system",
      outcome: count("back") > 0 ? "failed" : "done",
      batchId: due.batch_id,
      facts: { back: count("back"), open: count("open"), unread: count("unread") },
      personal: { name: due.label, ...(due.email ? { email: due.email } : {}) },
      search: `${due.label} ${due.email ?? ""}`,
    });
  });
}
