import "server-only";
import { sql } from "kysely";
import { AppError } from "#lib/core/errors.ts";
import type { OpenConnection } from "#lib/directory/connections/open.ts";
import { type ReadyMembers, readyMembers, writeReady } from "#lib/directory/members/mutations.ts";
import type { StoredMember } from "#lib/directory/members/stored.ts";
import { lockPeople, recomputePeople } from "#lib/directory/people/maintain.ts";
import { type StoredSecret, writeSecrets } from "#lib/directory/secrets/mutations.ts";
import { concludeRows } from "#lib/directory/sync/conclude.ts";
import {
  type Finding,
  memberFindings,
  memberLeft,
  secretDeleted,
  secretFindings,
  teamDeleted,
  teamFindings,
} from "#lib/directory/sync/findings.ts";
import type { ListRow } from "#lib/directory/sync/lists.ts";
import { matchInvitations } from "#lib/directory/sync/match-invitations.ts";
import { dropTeamRows, type StoredTeam, writeTeams } from "#lib/directory/teams/mutations.ts";
import { db, type Tx } from "#lib/store/db/connection.ts";
import type { RowPlan, RunMark } from "#lib/store/db/synced-rows.ts";
import type { CallOptions, VendorMember, VendorPage } from "#lib/vendors/port.ts";

/** `keys`: the vendor's keys of the rows of the page. `lists`: lists that were made and wait for a run. */
export type Written = { changed: number; keys: string[]; findings: Finding[]; lists: string[] };
/** The end of a run: `seen` are the keys of all rows it saw. */
export type End = { run: RunMark; seen: ReadonlySet<string>; endedAt: string };
export type Concluded = { changed: number; missing: number; findings: Finding[] };

/** A list as a run sees it: where its pages come from, where they go, and what their end means. */
export type Source<Item, Ready> = {
  fetch(cursor: string | undefined, options: CallOptions): Promise<VendorPage<Item>>;
  /** What can be made of rows before there is a transaction. */
  ready(items: readonly Item[], run: RunMark): Ready;
  /** `sinceIso`: when the last complete run began. */
  write(tx: Tx, ready: Ready, run: RunMark, sinceIso: string): Promise<Written>;
  conclude(tx: Tx, end: End): Promise<Concluded>;
};

const written = <Row>(
  plan: RowPlan<Row>,
  keys: string[],
  findings: Finding[],
  lists: string[] = [],
): Written => ({ changed: plan.write.length, keys, findings, lists });

/** Runs `use` with the list's source, whatever its rows are. Throws NOT_FOUND when its team is gone. */
export async function withSource<T>(
  list: ListRow,
  open: OpenConnection,
  use: <Item, Ready>(source: Source<Item, Ready>) => Promise<T>,
): Promise<T> {
  if (list.part === "teams") return use(teamSource(open));
  const team = await db()
    .selectFrom("teams")
    .selectAll()
    .where("id", "=", list.team_id ?? "")
    .where("removed_at", "is", null)
    .executeTakeFirst();
  if (!team) throw new AppError("NOT_FOUND", { reason: "This team is gone" });
  return list.part === "members" ? use(memberSource(open, team)) : use(secretSource(open, team));
}

type TeamItem = Parameters<typeof writeTeams>[2][number];

function teamSource({ client, connection, facts }: OpenConnection) {
  return {
    fetch: client.listTeams,
    ready: (items) => items,
    async write(tx, items, run, sinceIso) {
      const plan = await writeTeams(tx, connection, items, { run });
      const keys = items.map((team) => team.vendorTeamId);
      return written(plan, keys, teamFindings(plan, sinceIso, run.startedAt), plan.lists);
    },
    async conclude(tx, end) {
      const { endedAt } = end;
      await tx
        .updateTable("teams")
        .set({ read_at: endedAt })
        .where("connection_id", "=", connection.id)
        .where("kind", "=", "team")
        .execute();
      // A key that opens one team cannot tell that there is another one now.
      if (!facts.capabilities.manyTeams) return { changed: 0, missing: 0, findings: [] };
      const where = sql`connection_id = ${connection.id} and kind = 'team'`;
      const scope = { table: "teams", where, key: "vendor_team_id" } as const;
      const { missing, gone } = await concludeRows<StoredTeam>(tx, scope, end);
      await dropTeamRows(
        tx,
        gone.map((team) => team.id),
      );
      return { changed: gone.length, missing, findings: gone.map((team) => teamDeleted(team, endedAt)) };
    },
  } satisfies Source<TeamItem, readonly TeamItem[]>;
}

function memberSource({ client }: OpenConnection, team: StoredTeam) {
  const owner = { id: team.id, connectionId: team.connection_id, vendor: team.vendor };
  const fetch =
    team.kind === "organization" && client.listOrgMembers
      ? client.listOrgMembers
      : (cursor: string | undefined, options: CallOptions) =>
          client.listMembers(team.vendor_team_id, cursor, options);
  return {
    fetch,
    ready: (items, run) => readyMembers(owner, items, { run }),
    async write(tx, ready, run, sinceIso) {
      const plan = await writeReady(tx, owner, ready, { run });
      // Before a first copy is complete, nobody who is found is news, and who is waited for is looked up once, at its end.
      if (plan.write.length > 0 && !run.isFirst) await matchInvitations(tx, team.id, run.startedAt);
      const findings = run.isFirst ? [] : memberFindings(plan, sinceIso, run.startedAt);
      return written(plan, [...ready.said.keys()], findings);
    },
    async conclude(tx, end) {
      const { endedAt } = end;
      const scope = { table: "members", where: sql`team_id = ${team.id}`, key: "user_id" } as const;
      const { missing, gone } = await concludeRows<StoredMember>(tx, scope, end);
      if (gone.length > 0) {
        await lockPeople(tx);
        await recomputePeople(
          tx,
          gone.map((row) => row.person_id),
        );
      }
      await matchInvitations(tx, team.id, endedAt);
      return { changed: gone.length, missing, findings: gone.map((row) => memberLeft(row, endedAt)) };
    },
  } satisfies Source<VendorMember, ReadyMembers>;
}

type SecretItem = Parameters<typeof writeSecrets>[2][number];

function secretSource({ client }: OpenConnection, team: StoredTeam) {
  const { listSecrets } = client;
  if (!listSecrets) throw new AppError("NOT_SUPPORTED", { reason: "This vendor has no secrets" });
  const owner = { id: team.id, connectionId: team.connection_id };
  return {
    fetch: (cursor, options) => listSecrets(team.vendor_team_id, cursor, options),
    ready: (items) => items,
    async write(tx, items, run, sinceIso) {
      const plan = await writeSecrets(tx, owner, items, { run });
      const keys = items.map((secret) => secret.name);
      return written(plan, keys, secretFindings(plan, sinceIso, run.startedAt));
    },
    async conclude(tx, end) {
      const { endedAt } = end;
      const scope = { table: "secrets", where: sql`team_id = ${team.id}`, key: "name" } as const;
      const { missing, gone } = await concludeRows<StoredSecret>(tx, scope, end);
      return { changed: gone.length, missing, findings: gone.map((row) => secretDeleted(row, endedAt)) };
    },
  } satisfies Source<SecretItem, readonly SecretItem[]>;
}
