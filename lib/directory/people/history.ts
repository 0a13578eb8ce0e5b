import "server-only";
import { z } from "zod";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import type { Words } from "#lib/directory/activity/schema.ts";
import { told } from "#lib/directory/activity/told.ts";
import { eventWords } from "#lib/directory/activity/words.ts";
import type { PersonEvent } from "#lib/directory/people/schema.ts";
import { listEvents } from "#lib/store/audit/data.ts";
import { db } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import { VENDOR_IDS, type VendorId } from "#lib/vendors/ids.ts";

/** What a person's page shows. */
const MAX_EVENTS = 50;

type Account = { vendor: VendorId; user_id: string; email_key: string | null };
type Change = {
  id: string;
  kind: ChangeKindName;
  state: PersonEvent["outcome"] | "pending";
  user_id: string;
  description: string;
  reason: string | null;
  created_at: string;
};

const descriptionSchema = z.object({
  title: z.string(),
  before: z.string().catch(""),
  after: z.string().catch(""),
  teamName: z.string().catch(""),
  /** "for 4 hours": what was given has an end. */
  until: z.string().optional().catch(undefined),
});
const seenSchema = z.object({ before: z.string().catch(""), after: z.string().catch("") });

/**
 * What happened to a person, newest first: changes of their memberships by Rollcall, what syncs saw change outside it, and
 * who linked them. Of the store alone; memberships that ended count too.
 */
export async function personHistory(personId: string): Promise<PersonEvent[]> {
  const accounts = await accountsOf(personId);
  const [changes, seen, links] = await Promise.all([
    changesOf(accounts),
    seenOf(accounts),
    linksOf(personId),
  ]);
  const all = [...changes, ...seen, ...links];
  return all.sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1)).slice(0, MAX_EVENTS);
}

/** Every account that is or ever was the person's, with the addresses they are invited by. */
export async function accountsOf(personId: string): Promise<Account[]> {
  const [members, links] = await Promise.all([
    db()
      .selectFrom("members")
      .select(["vendor", "user_id", "email_key"])
      .distinct()
      .where("person_id", "=", personId)
      .execute(),
    db().selectFrom("person_links").select("identity_id").where("person_id", "=", personId).execute(),
  ]);
  const former = await db()
    .selectFrom("person_accounts")
    .select(["vendor", "user_id"])
    .where("identity_id", "in", [personId, ...links.map((link) => link.identity_id)])
    .execute();
  const addresses = [...new Set(members.map((member) => member.email_key))].filter((key) => key !== null);
  // An address is one on either vendor, whichever list it was read from.
  const invited = VENDOR_IDS.flatMap((vendor) =>
    addresses.map((key) => ({ vendor, user_id: "", email_key: key })),
  );
  const known = new Map<string, Account>();
  for (const account of [...members, ...former.map((row) => ({ ...row, email_key: null })), ...invited])
    known.set(`${account.vendor}\n${account.user_id}\n${account.email_key ?? ""}`, account);
  return [...known.values()];
}

/** What the journal's changes are about, by the names that the kinds give their targets. */
export async function targetsOf(accounts: readonly Account[]): Promise<string[]> {
  // Every team of the vendor, also those they left and those that are gone, whose tombstones still have the id.
  const [connections, teams] = await Promise.all([
    db().selectFrom("connections").select(["id", "vendor"]).execute(),
    db().selectFrom("teams").select(["id", "vendor"]).execute(),
  ]);
  const targets = accounts.flatMap(({ vendor, user_id, email_key }) => [
    ...(user_id === ""
      ? []
      : teams.filter((team) => team.vendor === vendor).map(({ id }) => `member:${id}:${user_id}`)),
    ...connections
      .filter((connection) => connection.vendor === vendor)
      .flatMap(({ id }) => [
        ...(user_id === "" ? [] : [`org:${id}:${user_id}`]),
        ...(email_key === null ? [] : [`invite:${id}:${email_key}`]),
      ]),
  ]);
  return [...new Set(targets)];
}

async function changesOf(accounts: readonly Account[]): Promise<PersonEvent[]> {
  const found: Change[] = [];
  for (const some of chunks(await targetsOf(accounts), 5_000))
    found.push(
      ...(await db()
        .selectFrom("changes")
        .select(["id", "kind", "state", "user_id", "description", "reason", "created_at"])
        .where("target", "in", some)
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(MAX_EVENTS)
        .execute()),
    );
  const users = await namesOf(found.map((change) => change.user_id));
  return found.flatMap((change) => {
    const description = descriptionSchema.safeParse(JSON.parse(change.description));
    if (!description.success) return [];
    const by = users.get(change.user_id);
    return [
      {
        id: change.id,
        changeId: change.id,
        at: change.created_at,
        what: changed(change, description.data),
        ...(by ? { by } : {}),
        outcome: change.state === "pending" ? "running" : change.state,
        ...(change.reason ? { reason: change.reason } : {}),
      },
    ];
  });
}

const strong = (text: string): Words => ({ text, as: "name" });
const became = (role: string): string => {
  const word = role.toLocaleLowerCase("en");
  return `Became ${/^[aeio]/.test(word) ? "an" : "a"} ${word} of `;
};

/** A change that was done is said of the person; another one as it was asked for. */
function changed(
  change: Change,
  { title, after, teamName, until }: z.infer<typeof descriptionSchema>,
): Words[] {
  const end: Words[] = until ? [{ text: ` ${until}` }] : [];
  const place = strong(teamName);
  // Titles of before named no team.
  const said = told(title, change.state === "pending" ? "running" : change.state);
  const whole: Words[] = title.includes(teamName) ? [{ text: said }] : [{ text: `${said}: ` }, place];
  if (change.state !== "done") return whole;
  switch (change.kind) {
    case "member.setRole":
      return [{ text: became(after) }, place, ...end];
    case "member.add":
      return [{ text: "Added to " }, place, ...end];
    case "member.remove":
    case "org.removeMember":
      return [{ text: "Removed from " }, place];
    case "org.invite":
      return [{ text: "Invited to " }, place, ...end];
    case "org.setRole":
      return [{ text: `Got the role ${after} in ` }, place, ...end];
    default:
      return whole;
  }
}

async function seenOf(accounts: readonly Account[]): Promise<PersonEvent[]> {
  const byVendor = Map.groupBy(accounts, (account) => account.vendor);
  const found = await Promise.all(
    [...byVendor].map(([vendor, mine]) =>
      db()
        .selectFrom("observations")
        .innerJoin("connections", "connections.id", "observations.connection_id")
        .leftJoin("teams", "teams.id", "observations.team_id")
        .select(["observations.id", "observations.at", "observations.kind", "observations.data"])
        .select("teams.name as team_name")
        .where(
          "observations.subject",
          "in",
          mine.map((account) => account.user_id),
        )
        .where("connections.vendor", "=", vendor)
        .where("observations.kind", "in", ["member.joined", "member.left", "member.roleChanged"])
        .orderBy("observations.at", "desc")
        .orderBy("observations.id", "desc")
        .limit(MAX_EVENTS)
        .execute(),
    ),
  );
  const rows = found.flat();
  return rows.map((row) => {
    const { after } = seenSchema.parse(JSON.parse(row.data));
    const verb =
      row.kind === "member.joined" ? "Joined " : row.kind === "member.left" ? "Left " : became(after);
    return {
      id: row.id,
      at: row.at,
      what: [{ text: verb }, strong(row.team_name ?? "a team that is gone")],
      outcome: "seen" as const,
    };
  });
}

/** Links stand in the audit log alone. Their ids are personal data there: whoever was erased is not found. */
async function linksOf(personId: string): Promise<PersonEvent[]> {
  const { rows } = await listEvents({ action: "person", limit: 200 });
  const mine = rows.filter(({ personal }) => [personal.personId, personal.intoId].includes(personId));
  const users = await namesOf(mine.map((event) => event.actor.id));
  return mine.map((event) => {
    const by = event.actor.name ?? users.get(event.actor.id);
    return {
      id: event.id,
      at: event.at,
      what: eventWords(event),
      ...(by ? { by } : {}),
      outcome: event.outcome,
    };
  });
}

async function namesOf(userIds: readonly string[]): Promise<Map<string, string>> {
  if (userIds.length === 0) return new Map();
  const rows = await db()
    .selectFrom("users")
    .select(["id", "name", "email"])
    .where("id", "in", [...new Set(userIds)])
    .execute();
  return new Map(rows.map((row) => [row.id, row.name || row.email]));
}
