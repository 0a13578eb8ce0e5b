import "server-only";
import { sql } from "kysely";
import { type EndsThere, endsOf, placeKey } from "#lib/directory/ends/data.ts";
import { type StoredPerson, vendorBit } from "#lib/directory/people/aggregate.ts";
import { isLimited, limitedTwins } from "#lib/directory/people/limited.ts";
import type { PersonRow, PersonTeam } from "#lib/directory/people/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { VENDOR_IDS, type VendorId } from "#lib/vendors/ids.ts";
import { type MemberStatus, TEAM_ROLES, type TeamRole } from "#lib/vendors/port.ts";

/** Memberships of a vendor that a row carries besides those with a column: as many as a narrow line has room for. */
const LINE_TEAMS = 4;
/** Somebody with more memberships is read for the columns alone. */
const MANY = 60;

type StoredTeam = {
  person_id: string;
  team_id: string;
  connection_id: string;
  vendor: VendorId;
  kind: PersonTeam["kind"];
  name: string;
  role: TeamRole;
  org_role: string | null;
  status: MemberStatus;
  email: string | null;
  email_key: string | null;
  user_id: string;
};

const memberships = () =>
  db()
    .selectFrom("members")
    // To SQLite a cross join is an order: from the people to their teams, never through everybody of a large team.
    .crossJoin("teams")
    .whereRef("teams.id", "=", "members.team_id")
    .select(["members.person_id", "members.team_id", "members.vendor", "teams.kind", "teams.name"])
    .select(["members.role", "members.org_role", "members.status"])
    .select(["members.email", "members.email_key", "members.user_id", "members.connection_id"])
    .where("members.removed_at", "is", null)
    .where("teams.removed_at", "is", null)
    .orderBy("teams.kind")
    .orderBy("teams.name_key")
    .orderBy("members.id");

/** Live memberships of these people: organizations first, then by the team's name. */
async function membershipsOf(personIds: readonly string[]): Promise<StoredTeam[]> {
  return personIds.length === 0 ? [] : memberships().where("members.person_id", "in", personIds).execute();
}

/** Of people who are nearly everywhere: only what has a column, and how many there are of each vendor. */
async function fewOf(personIds: readonly string[], columns: readonly string[]) {
  if (personIds.length === 0) return { rows: [], counts: new Map<string, Counts>() };
  const rows =
    columns.length === 0
      ? []
      : await memberships()
          .where("members.person_id", "in", personIds)
          .where("members.team_id", "in", columns)
          .execute();
  const counted = await db()
    .selectFrom("members")
    .select(["person_id", "vendor", sql<number>`count(*)`.as("n")])
    .where("person_id", "in", personIds)
    .where("removed_at", "is", null)
    .groupBy(["person_id", "vendor"])
    .execute();
  const counts = new Map<string, Counts>();
  for (const { person_id, vendor, n } of counted)
    counts.set(person_id, { ...counts.get(person_id), [vendor]: Number(n) });
  return { rows, counts };
}

const toTeam = (row: StoredTeam, ends: EndsThere | undefined): PersonTeam => ({
  teamId: row.team_id,
  vendor: row.vendor,
  kind: row.kind,
  name: row.name,
  role: row.role,
  ...(row.kind === "organization" && row.org_role !== null ? { orgRole: row.org_role } : {}),
  status: row.status,
  ...endHere(row, ends),
});

function endHere({ kind }: StoredTeam, ends: EndsThere | undefined): Pick<PersonTeam, "end"> {
  const end = kind === "organization" ? ends?.orgEnd : ends?.end;
  return end ? { end } : {};
}

/** Rows as the browser gets them; `columns` are the teams that have one. */
export async function toPersonRows(
  rows: readonly StoredPerson[],
  columns: readonly string[],
): Promise<PersonRow[]> {
  const idsOf = (some: readonly StoredPerson[]) => some.map(({ id }) => id);
  const isEverywhere = (row: StoredPerson) => row.memberships > MANY;
  const [most, few, labels] = await Promise.all([
    membershipsOf(idsOf(rows.filter((row) => !isEverywhere(row)))),
    fewOf(idsOf(rows.filter(isEverywhere)), columns),
    labelsOf(rows),
  ]);
  const ends = await endsOf([...most, ...few.rows]);
  const byPerson = Map.groupBy([...most, ...few.rows], (row) => row.person_id);
  const isColumn = new Set(columns);
  return rows.map((row) => {
    const all = byPerson.get(row.id) ?? [];
    const line = new Set(
      VENDOR_IDS.flatMap((vendor) => all.filter((team) => team.vendor === vendor).slice(0, LINE_TEAMS)),
    );
    return {
      ...toPersonFacts(row, all, labels, few.counts.get(row.id)),
      ...firstEnd(all, ends),
      teams: all
        .filter((team) => isColumn.has(team.team_id) || line.has(team))
        .map((team) => toTeam(team, ends.get(placeKey(team)))),
    };
  });
}

function firstEnd(all: readonly StoredTeam[], ends: ReadonlyMap<string, EndsThere>): { endsAt?: string } {
  const [first] = all.flatMap((row) => endHere(row, ends.get(placeKey(row))).end?.at ?? []).toSorted();
  return first === undefined ? {} : { endsAt: first };
}

type Counts = PersonRow["counts"];
const countsOf = (memberships: readonly { vendor: VendorId }[]): Counts =>
  Object.fromEntries(
    VENDOR_IDS.map((vendor) => [vendor, memberships.filter((team) => team.vendor === vendor).length]),
  );

/** What a person's row says besides their teams. `counts`: where not all memberships are given. */
export function toPersonFacts(
  row: StoredPerson,
  memberships: readonly Pick<StoredTeam, "vendor" | "email" | "email_key" | "user_id">[],
  labels: Map<string, string>,
  counts: Counts = countsOf(memberships),
): Omit<PersonRow, "teams"> {
  const emails = new Map<string, string>();
  if (row.email) emails.set(row.email_key ?? row.email, row.email);
  for (const { email, email_key } of memberships)
    if (email && !emails.has(email_key ?? email)) emails.set(email_key ?? email, email);
  const shown = row.name || row.email || memberships[0]?.user_id || row.id;
  return {
    id: row.id,
    shown,
    label: labels.get(row.id) ?? shown,
    emails: [...emails.values()],
    vendors: VENDOR_IDS.filter((vendor) => (row.vendors & vendorBit(vendor)) !== 0),
    topRole: TEAM_ROLES[row.top_rank] ?? "member",
    isActive: row.is_active === 1,
    isDisabled: row.is_disabled === 1,
    ...(row.invited_since === null ? {} : { invitedSince: row.invited_since }),
    ...(row.last_active_at === null ? {} : { lastActiveAt: row.last_active_at }),
    counts,
  };
}

/** Names that several people share get the e-mail, or a vendor's id, in brackets: unique over everybody. */
export async function labelsOf(rows: readonly StoredPerson[]): Promise<Map<string, string>> {
  const keys = [...new Set(rows.map((row) => row.sort_key))];
  if (keys.length === 0) return new Map();
  const twins = isLimited()
    ? (await limitedTwins(keys)).map((sort_key) => ({ sort_key }))
    : await db()
        .selectFrom("people")
        .select("sort_key")
        .where("sort_key", "in", keys)
        .groupBy("sort_key")
        .having(sql<number>`count(*)`, ">", 1)
        .execute();
  const isShared = new Set(twins.map((twin) => twin.sort_key));
  const shared = rows.filter((row) => isShared.has(row.sort_key));
  const accounts = await firstAccounts(shared.filter((row) => !row.email || row.email === row.name));
  return new Map(
    shared.map((row) => {
      const account = accounts.get(row.id) ?? row.id;
      const shown = row.name || row.email || account.split(" on ")[0] || row.id;
      const mark = row.email && row.email !== shown ? row.email : account;
      return [row.id, `${shown} (${mark})`];
    }),
  );
}

/** Of somebody without an e-mail: "u123 on GitBook". Ids of two vendors may be the same. */
async function firstAccounts(rows: readonly StoredPerson[]): Promise<Map<string, string>> {
  if (rows.length === 0) return new Map();
  const found = await db()
    .selectFrom("members")
    .select((of) => ["person_id", of.fn.min("user_id").as("user_id"), of.fn.min("vendor").as("vendor")])
    .where(
      "person_id",
      "in",
      rows.map((row) => row.id),
    )
    .where("removed_at", "is", null)
    .groupBy("person_id")
    .execute();
  return new Map(
    found.map((row) => [row.person_id, `${row.user_id} on ${VENDOR_FACTS[row.vendor as VendorId].name}`]),
  );
}
