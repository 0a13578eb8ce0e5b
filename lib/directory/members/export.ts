import "server-only";
import { csvLine } from "#lib/core/csv.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { getMember, listMembers } from "#lib/directory/members/data.ts";
import type { MemberFilter } from "#lib/directory/members/filter.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { transact } from "#lib/store/db/connection.ts";

const PAGE_ROWS = 200;
const HEAD = [
  "id",
  "name",
  "e-mail",
  "role",
  "vendor's role",
  "organization role",
  "status",
  "joined",
  "last active",
  "single sign-on",
  "spaces",
  "teams",
  "sites",
  "role until",
  "organization role until",
  "profile",
];

const toLine = (member: MemberRow): string =>
  csvLine([
    member.userId,
    member.name,
    member.email,
    member.role,
    member.vendorRole,
    member.inOrganization ? (member.orgRole ?? "guest") : undefined,
    member.status,
    member.joinedAt,
    member.lastActiveAt,
    member.sso,
    member.spaces,
    member.teams,
    member.sites,
    member.end?.at,
    member.orgEnd?.at,
    member.profileUrl,
  ]);

/** A team's members as CSV: those with the vendor's ids given, else all that match the filter but for `except`, in its order. */
export async function* memberCsv(
  teamId: string,
  filter: MemberFilter,
  userIds: readonly string[],
  except: readonly string[] = [],
): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(HEAD)}`;
  for (const userId of new Set(userIds)) {
    const member = await getMember(teamId, userId);
    if (member) yield toLine(member);
  }
  if (userIds.length > 0) return;
  const left = new Set(except);
  let offset = 0;
  let total = 1;
  while (offset < total) {
    const page = await listMembers(teamId, { ...filter, offset, limit: PAGE_ROWS });
    total = page.total;
    for (const member of page.rows) if (!left.has(member.userId)) yield toLine(member);
    offset += PAGE_ROWS;
  }
}

/** Writes down that somebody exported a team's members, before the first line leaves. */
export const noteMemberExport = (viewer: Viewer, team: TeamRow, chosen: number): Promise<unknown> =>
  transact((tx) =>
    appendEvent(tx, {
      action: "member.export",
      actor: { id: viewer.userId, name: viewer.name, email: viewer.email, sessionId: viewer.sessionId },
      outcome: "done",
      connectionId: team.connectionId,
      teamId: team.id,
      facts: { team: team.name, chosen },
      search: team.name,
    }),
  );
