import { nowIso } from "./clock.ts";
import { type Answer, type Exchange, Refusal } from "./exchange.ts";
import { pageOf } from "./paging.ts";
import type { PaperspaceTeam, PaperspaceTenant, Secret, TeamMember } from "./store.ts";

/** Error codes by status. */
export const CODES: Record<number, string> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  409: "CONFLICT",
  413: "PAYLOAD_TOO_LARGE",
  429: "TOO_MANY_REQUESTS",
  500: "INTERNAL_SERVER_ERROR",
};

export const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

export interface Caller {
  tenant: PaperspaceTenant;
  team: PaperspaceTeam;
  me: TeamMember;
}

/** Who calls; the key names one team, by its id or its namespace. */
export const callerOf = (call: Exchange): Caller => {
  const grant = call.grant;
  if (grant === undefined || grant.revoked || grant.tenant.vendor !== "paperspace")
    throw new Refusal(401, "Unauthorized");
  const { tenant } = grant;
  const { team } = tenant;
  const me = team.members.get(grant.userId);
  if (me === undefined) throw new Refusal(401, "Unauthorized");
  const id = call.params.id;
  if (team.deleted || (id !== undefined && id !== team.id && id !== team.namespace))
    throw new Refusal(404, "Team not found");
  return { tenant, team, me };
};

export const adminOf = (call: Exchange): Caller => {
  const caller = callerOf(call);
  if (!caller.me.isAdmin || caller.tenant.settings.readOnly)
    throw new Refusal(403, "You do not have permission to do this in this team");
  return caller;
};

export const record = (
  call: Exchange,
  { tenant }: Caller,
  operation: string,
  target: string,
  body: unknown,
): void => {
  tenant.writes.push({ at: nowIso(), operation, target, body, token: call.token });
};

export const secretView = (secret: Secret) => ({
  name: secret.name,
  dtCreated: iso(secret.dtCreated),
  dtModified: iso(secret.dtModified),
});

export const memberView = (member: TeamMember) => ({
  isAdmin: member.isAdmin,
  isOwner: member.isOwner,
  dtConfirmed: iso(member.dtConfirmed),
  user: {
    id: member.id,
    email: member.email,
    firstName: member.firstName,
    lastName: member.lastName,
    publicProfileImageUrl: member.photoUrl,
    lastActive: iso(member.lastActive),
  },
});

/** The last page's `nextPage` is null, absent or "", in turn. */
export const listAnswer = <T>(call: Exchange, list: readonly T[], view: (item: T) => unknown): Answer => {
  const limit = Number(call.query.get("limit") ?? 30);
  const { items, next, more } = pageOf(call, list, limit, call.query.get("after") ?? "");
  const last = [{ nextPage: null }, {}, { nextPage: "" }][call.nth % 3];
  const end = next !== undefined ? { nextPage: next } : more ? {} : last;
  return { status: 200, body: { hasMore: more, items: items.map(view), ...end } };
};

export const membersOf = (team: PaperspaceTeam, role: string, order: string): TeamMember[] => {
  const key = `${role}/${order}`;
  const known = team.lists.get(key);
  if (known !== undefined) return known;
  const sign = order === "asc" ? 1 : -1;
  const list = [...team.members.values()].filter((member) =>
    role === "owner"
      ? member.isOwner
      : role === "admin"
        ? member.isAdmin && !member.isOwner
        : role === "member"
          ? !member.isAdmin && !member.isOwner
          : true,
  );
  // The invited have no date and come last in either order.
  list.sort((a, b) => {
    if (a.dtConfirmed === null || b.dtConfirmed === null)
      return Number(a.dtConfirmed === null) - Number(b.dtConfirmed === null);
    return sign * (a.dtConfirmed - b.dtConfirmed);
  });
  team.lists.set(key, list);
  return list;
};

export const secretOf = (team: PaperspaceTeam, name: string | undefined): Secret => {
  const secret = team.secrets.get(name ?? "");
  if (secret === undefined) throw new Refusal(404, `Secret ${name} not found`);
  return secret;
};

export const memberOf = (team: PaperspaceTeam, id: string | undefined): TeamMember => {
  const member = team.members.get(id ?? "");
  if (member === undefined) throw new Refusal(404, "User is not a member of this team");
  return member;
};
