import "server-only";
import { memberTarget } from "#lib/changes/kinds/leaving.ts";
import { keySpellings } from "#lib/core/addresses/spellings.ts";
import { mailboxKey } from "#lib/core/email-key.ts";
import { db } from "#lib/store/db/connection.ts";
import { chunks } from "#lib/store/db/synced-rows.ts";

/** Somebody who is about to be added to a team. */
type Added = { teamId: string; userId: string | undefined; email: string | undefined };
type Leaving = { teamId: string; userId: string; at: string };

/**
 * Who of these left the team outside Rollcall when they left it last, as a sync saw it: by themselves, or because somebody
 * took them out at the vendor. As "team id …" and "team mail …".
 */
export async function leftOutside(added: readonly Added[]): Promise<ReadonlySet<string>> {
  if (added.length === 0) return new Set();
  const teamIds = [...new Set(added.map(({ teamId }) => teamId))];
  const known = new Set(added.flatMap(({ userId }) => userId ?? []));
  const keys = new Set(added.flatMap(({ email }) => mailboxKey(email) ?? []));
  const mailOf = new Map<string, string>();
  for (const some of chunks([...keys].flatMap(keySpellings))) {
    const rows = await db()
      .selectFrom("members")
      .select(["team_id", "user_id", "email_key"])
      .where("team_id", "in", teamIds)
      .where("email_key", "in", some)
      .where("removed_at", "is not", null)
      .execute();
    for (const row of rows) {
      known.add(row.user_id);
      mailOf.set(`${row.team_id} ${row.user_id}`, mailboxKey(row.email_key) ?? "");
    }
  }
  const marks = new Set<string>();
  for (const { teamId, userId } of await stillGone(await leavings(teamIds, [...known]))) {
    marks.add(`${teamId} id ${userId}`);
    const mail = mailOf.get(`${teamId} ${userId}`);
    if (mail) marks.add(`${teamId} mail ${mail}`);
  }
  return marks;
}

/** What syncs saw of them last, where that is that they left. */
async function leavings(teamIds: readonly string[], userIds: readonly string[]): Promise<Leaving[]> {
  const last = new Map<string, Leaving & { isLeft: boolean }>();
  for (const some of chunks(userIds)) {
    const seen = await db()
      .selectFrom("observations")
      .select(["team_id", "subject", "kind", "at"])
      .where("team_id", "in", teamIds)
      .where("subject", "in", some)
      .where("kind", "in", ["member.left", "member.joined"])
      .orderBy("at")
      .orderBy("id")
      .execute();
    for (const { team_id, subject, kind, at } of seen)
      if (team_id !== null)
        last.set(`${team_id} ${subject}`, {
          ...{ teamId: team_id, userId: subject, at },
          isLeft: kind === "member.left",
        });
  }
  return [...last.values()].filter(({ isLeft }) => isLeft);
}

/** Without those whom Rollcall has added or removed there since. */
async function stillGone(leavings: readonly Leaving[]): Promise<Leaving[]> {
  const latest = new Map<string, string>();
  for (const some of chunks(leavings.map(({ teamId, userId }) => memberTarget(teamId, userId)))) {
    const rows = await db()
      .selectFrom("changes")
      .select(["target", "ended_at"])
      .where("target", "in", some)
      .where("state", "=", "done")
      .execute();
    for (const { target, ended_at } of rows)
      if ((ended_at ?? "") > (latest.get(target) ?? "")) latest.set(target, ended_at ?? "");
  }
  return leavings.filter(({ teamId, userId, at }) => (latest.get(memberTarget(teamId, userId)) ?? "") <= at);
}
