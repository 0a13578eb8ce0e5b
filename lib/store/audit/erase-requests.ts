import "server-only";
import { emailKey } from "#lib/core/email-key.ts";
import { db, type Tx } from "#lib/store/db/connection.ts";
import {
  erasedTitle,
  OF_SOMEBODY,
  type Person,
  SOMEBODY,
  withoutAmong,
  withoutPerson,
} from "./erased-words.ts";

type Line = Record<string, unknown>;
type Warning = { text?: unknown };
type Asked = { kind: string; input: Line; warnings?: Warning[] };

/** Whether a change of a request is about the person, by the names that the kinds give their targets. */
function isAbout({ input }: Asked, { targets, emails }: Person): boolean {
  const { teamId, connectionId, userId, email } = input;
  const key = typeof email === "string" ? emailKey(email) : null;
  if (key !== null && emails.includes(key)) return true;
  return targets.has(`member:${teamId}:${userId}`) || targets.has(`org:${connectionId}:${userId}`);
}

/** Requests for approval and schedules that wait no more and are about the person, in full or in part. */
export async function findRequests(person: Person) {
  const columns = ["id", "name", "reason", "changes", "asked", "offboards"] as const;
  const requests = await db()
    .selectFrom("approvals")
    .select(columns)
    .where("state", "!=", "pending")
    .execute();
  const schedules = await db()
    .selectFrom("schedules")
    .select(columns)
    .where("state", "not in", ["scheduled", "held"])
    .execute();
  const rows = [
    ...requests.map((row) => ({ ...row, table: "approvals" as const })),
    ...schedules.map((row) => ({ ...row, table: "schedules" as const })),
  ];
  return rows.filter(
    ({ changes, asked, offboards }) =>
      (JSON.parse(asked) as Line[]).some((line) => withoutAmong(line, person) !== undefined) ||
      (JSON.parse(changes) as Asked[]).some((one) => isAbout(one, person)) ||
      (offboards !== null && (JSON.parse(offboards) as { personId?: string }).personId === person.id),
  );
}

/** Of the plan that was asked for, the lines about the person; and its name and reasons where they name them. */
export async function eraseRequest(
  tx: Tx,
  row: Awaited<ReturnType<typeof findRequests>>[number],
  person: Person,
) {
  const changes = JSON.parse(row.changes) as Asked[];
  const asked = JSON.parse(row.asked) as ({ warnings?: unknown } & Record<string, unknown>)[];
  const isTheirs = changes.map((one) => isAbout(one, person));
  const unnamed = (text: string) => (person.isNamedIn(text) ? `A warning that named ${SOMEBODY}` : text);
  const cleanAsked = asked.map((line, index) => {
    if (!isTheirs[index]) return withoutAmong(line, person) ?? line;
    const clean = withoutPerson(line, { title: erasedTitle(changes[index]?.kind ?? "", line.teamName) });
    const warnings = Array.isArray(line.warnings) ? line.warnings : [];
    const said = warnings.map((text) => (typeof text === "string" ? unnamed(text) : text));
    return "warnings" in line ? { ...clean, warnings: said } : clean;
  });
  const cleanChanges = changes.map((one, index) => {
    if (!isTheirs[index]) return one;
    const warnings = one.warnings?.map((it) => ({ ...it, text: unnamed(String(it.text)) }));
    return { ...one, input: withoutPerson(one.input, { title: "" }), ...(warnings ? { warnings } : {}) };
  });
  const [onlyTitle, more] = cleanAsked.map((line) => line.title);
  const isOne = more === undefined && typeof onlyTitle === "string";
  await tx
    .updateTable(row.table)
    .set({
      name: person.isNamedIn(row.name) ? (isOne ? onlyTitle : OF_SOMEBODY) : row.name,
      reason:
        row.reason !== null && person.isNamedIn(row.reason) ? `A reason that named ${SOMEBODY}` : row.reason,
      changes: JSON.stringify(cleanChanges),
      asked: JSON.stringify(cleanAsked),
      offboards:
        row.offboards &&
        JSON.stringify(withoutPerson(JSON.parse(row.offboards) as Asked["input"], { title: "" })),
    })
    .where("id", "=", row.id)
    .execute();
}

/** Forgets plans of programs that are about the person: whoever still needs one makes it anew. */
export async function erasePlans(tx: Tx, { id, userIds, isNamedIn }: Person): Promise<void> {
  const rows = await tx.selectFrom("plans").select(["id", "asked"]).execute();
  const quoted = [id, ...userIds].map((one) => JSON.stringify(one));
  const theirs = rows.filter(({ asked }) => quoted.some((one) => asked.includes(one)) || isNamedIn(asked));
  for (const row of theirs) await tx.deleteFrom("plans").where("id", "=", row.id).execute();
}
