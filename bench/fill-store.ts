import type { Insertable } from "kysely";
import { hashNewPassword } from "#lib/access/auth/password.ts";
import { insertUser } from "#lib/access/users/mutations.ts";
import { nowIso } from "#lib/core/ids.ts";
import { recomputePeople } from "#lib/directory/people/maintain.ts";
import { insertLists } from "#lib/directory/sync/lists.ts";
import { startStore } from "#lib/jobs/start-store.ts";
import { closeStore, type Tx, transact } from "#lib/store/db/connection.ts";
import { insertTestConnection, insertTestTeam, testMember } from "#lib/store/db/rows.testing.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";
import type { Tables } from "#lib/store/db/tables.ts";
import { textKey } from "#lib/store/db/text-key.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import { TEAM_ROLES } from "#lib/vendors/port.ts";
import { personAt } from "#sandbox/people.ts";
import { SCALE_USERS } from "./scale-users.ts";

// Fills an empty store as syncs would have: `fill-store.ts TEAMS`, each with fifty members, everybody in two teams.
const MEMBERS = 50;
const SECRETS = 2;
const VENDORS: readonly VendorId[] = ["gitbook", "paperspace"];
/** Copies that stay fresh: what is measured is reading. */
const READ_AT = new Date(Date.now() + 3_600_000).toISOString();

const teams = Number(process.argv[2]);
const people = (teams * MEMBERS) / 2;
const now = Date.now();

/** A member's row and its team's id, of the place that is the `slot`th over all teams. */
function memberAt(team: number, slot: number): Insertable<Tables["members"]> {
  const vendor = VENDORS[team % 2] ?? "gitbook";
  const person = personAt("lifelike", 1, (team * (MEMBERS / 2) + slot) % people, now);
  const role = slot === 0 ? "owner" : slot < 4 ? "admin" : "member";
  return testMember({ id: `team-${team}`, connectionId: vendor }, String(person.index), {
    vendor,
    name: person.displayName,
    email: person.email,
    role,
    role_rank: TEAM_ROLES.indexOf(role),
    joined_at: new Date(person.joinedAt ?? now).toISOString(),
    last_active_at: new Date(person.lastActiveAt ?? person.joinedAt ?? now).toISOString(),
  });
}

async function fillMembers(tx: Tx): Promise<void> {
  const rows = Array.from({ length: teams * MEMBERS }, (_, index) =>
    memberAt(Math.floor(index / MEMBERS), index % MEMBERS),
  );
  for (const some of chunks(rows)) await tx.insertInto("members").values(some).execute();
  await recomputePeople(
    tx,
    rows.map((row) => row.person_id),
  );
}

async function fillSecrets(tx: Tx): Promise<void> {
  const at = new Date(now - 90 * 86_400_000).toISOString();
  const rows = Array.from({ length: teams * SECRETS }, (_, index) => {
    const team = Math.floor(index / SECRETS);
    const name = `KEY_${index}`;
    return {
      id: `secret-${index}`,
      team_id: `team-${team}`,
      connection_id: VENDORS[team % 2] ?? "",
      name,
      name_key: textKey(name),
      created_at: at,
      modified_at: at,
      in_use: 1 as const,
      missed: 0,
    };
  }).filter((row) => row.connection_id === "paperspace");
  for (const some of chunks(rows))
    await tx
      .insertInto("secrets")
      .values(some as Insertable<Tables["secrets"]>[])
      .execute();
}

async function fillUsers(tx: Tx): Promise<void> {
  const { admin, limited, password } = SCALE_USERS;
  const adminHash = await hashNewPassword(password, { email: admin });
  await insertUser(tx, { name: "All of them", email: admin, role: "admin", passwordHash: adminHash });
  const passwordHash = await hashNewPassword(password, { email: limited });
  const id = await insertUser(tx, { name: "Half of them", email: limited, role: "operator", passwordHash });
  const subject = `user:${id}`;
  await tx.insertInto("limits").values({ subject, created_by: id, created_at: nowIso() }).execute();
  // Every other team of each vendor.
  const granted = Array.from({ length: teams }, (_, team) => team).filter((team) => team % 4 < 2);
  const rows = granted.map((team) => ({
    subject,
    connection_id: VENDORS[team % 2] ?? "",
    team_id: `team-${team}`,
  }));
  for (const some of chunks(rows)) await tx.insertInto("grants").values(some).execute();
}

await startStore();
for (const vendor of VENDORS) await insertTestConnection(vendor, { vendor, label: vendor });
for (let team = 0; team < teams; team++) {
  const vendor = VENDORS[team % 2] ?? "gitbook";
  await insertTestTeam(`team-${team}`, vendor, { vendor, name: `Team ${String(team).padStart(4, "0")}` });
}
await transact(async (tx) => {
  const ofTeams = Array.from({ length: teams }, (_, team) => ({
    ownerId: `team-${team}`,
    connectionId: VENDORS[team % 2] ?? "",
    teamId: `team-${team}`,
  }));
  await insertLists(
    tx,
    [
      ...VENDORS.map((id) => ({ ownerId: id, connectionId: id, teamId: null, part: "teams" as const })),
      ...ofTeams.map((owner) => ({ ...owner, part: "members" as const })),
      ...ofTeams
        .filter((owner) => owner.connectionId === "paperspace")
        .map((owner) => ({ ...owner, part: "secrets" as const })),
    ],
    READ_AT,
  );
  await tx.updateTable("lists").set({ requested_at: null, synced_at: READ_AT, version: 1 }).execute();
  await fillMembers(tx);
  await fillSecrets(tx);
  await fillUsers(tx);
});
await closeStore();
process.exit(0);
