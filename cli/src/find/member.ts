import type { Api } from "../api/client.ts";
import { listAll, type Member, type Team } from "../api/rows.ts";
import { usageError } from "../exit.ts";
import { shown } from "../output/clean.ts";
import { onlyOf } from "./team.ts";

/** The member of a team by e-mail address, user id or name. */
export async function findMember(api: Api, team: Team, given: string): Promise<Member> {
  const members = await listAll(api, "/teams/{id}/members", {
    id: team.id,
    query: { q: given.slice(0, 200) },
  });
  const byId = members.filter(({ userId }) => userId === given);
  const named = byId.length > 0 ? byId : onlyOf(members, given, ({ name, email }) => [name, email ?? ""]);
  const [member] = named;
  if (member && named.length === 1) return member;
  if (!member) throw usageError(`There is nobody of “${shown(given)}” in ${shown(team.name)}.`);
  const lines = named.map(
    ({ userId, name, email }) => `  ${shown(userId)}  ${shown(name)} <${shown(email ?? "–")}>`,
  );
  throw usageError(
    [`“${shown(given)}” are ${named.length} members. Give the user id of one:`, ...lines].join("\n"),
  );
}
