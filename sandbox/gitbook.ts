import { z } from "zod";
import { now } from "./clock.ts";
import {
  type Answer,
  anyText,
  type Exchange,
  findRoute,
  integer,
  oneOf,
  Refusal,
  route,
} from "./exchange.ts";
import { doorRoutes } from "./gitbook-doors.ts";
import { teamRoutes } from "./gitbook-teams.ts";
import {
  callerOf,
  listAnswer,
  membersOf,
  memberView,
  type OrgCaller,
  orgAdminOf,
  organizationView,
  orgCallerOf,
  record,
  userView,
} from "./gitbook-views.ts";
import { dropOrgMember, findOrgMember, type OrgMember, putOrgMember, seatsUsed } from "./store.ts";
import { checkCall } from "./strict.ts";
import { orgMemberOf, strangerOf } from "./tenants.ts";
import type { OrgRole } from "./types.ts";

const paging = { page: anyText, limit: integer(0, 1000) };
const ROLES = ["admin", "create", "edit", "review", "comment", "read"] as const;
const orgRole = z.enum(ROLES).nullable();

const memberOf = (call: Exchange, { org }: OrgCaller): OrgMember => {
  const member = org.members.get(call.params.user ?? "");
  if (member === undefined) throw new Refusal(404, "Member not found");
  return member;
};

/** Somebody new in the organization, at once a member and on a seat. */
const invite = ({ org, tenant }: OrgCaller, email: string, role: OrgRole, sso: boolean): string => {
  const [input, made] = strangerOf({ email, displayName: email, orgRole: role, sso }, tenant.seed);
  const member = orgMemberOf(input, { ...made, joinedAt: now(), lastActiveAt: null });
  putOrgMember(org, { ...member, spaces: 0 });
  return member.user.id;
};

const organizationRoutes = [
  route("GET /user", {
    run: (call) => {
      const { tenant, userId } = callerOf(call);
      const found = tenant.organizations.map((org) => org.members.get(userId)).find(Boolean);
      if (found === undefined) throw new Refusal(404, "User not found");
      return { status: 200, body: userView(found.user) };
    },
  }),
  route("GET /orgs", {
    query: paging,
    run: (call) => {
      const caller = callerOf(call);
      const list = caller.tenant.organizations.filter((org) => org.members.has(caller.userId));
      return listAnswer(call, list, (org) => organizationView(caller, org));
    },
  }),
  route("GET /orgs/:org", {
    run: (call) => {
      const caller = orgCallerOf(call);
      return { status: 200, body: organizationView(caller, caller.org) };
    },
  }),
  route("GET /orgs/:org/members", {
    query: {
      ...paging,
      order: oneOf("asc", "desc"),
      role: oneOf(...ROLES, "guest"),
      search: anyText,
      sort: oneOf("joinedAt", "lastSeenAt", "name"),
    },
    run: (call) => listAnswer(call, membersOf(orgCallerOf(call).org, call.query), memberView),
  }),
  route("GET /orgs/:org/members/:user", {
    run: (call) => ({ status: 200, body: memberView(memberOf(call, orgCallerOf(call))) }),
  }),
  route("PATCH /orgs/:org/members/:user", {
    body: z.strictObject({ role: orgRole.optional() }),
    run: (call, body) => {
      const caller = orgAdminOf(call);
      const member = memberOf(call, caller);
      if (body.role !== undefined) member.role = body.role;
      caller.org.lists.clear();
      record(call, caller, "PATCH /orgs/:org/members/:user", member.user.id, body);
      return { status: 200, body: memberView(member) };
    },
  }),
  route("DELETE /orgs/:org/members/:user", {
    run: (call) => {
      const caller = orgAdminOf(call);
      const userId = call.params.user ?? "";
      if (!caller.org.members.has(userId)) return { status: 204 };
      record(call, caller, "DELETE /orgs/:org/members/:user", userId, null);
      if (caller.tenant.settings.orgMemberDelete === "requested") {
        caller.org.removalRequests.add(userId);
        return { status: 202 };
      }
      dropOrgMember(caller.org, userId);
      return { status: 205 };
    },
  }),
  route("POST /orgs/:org/invites", {
    body: z.strictObject({
      emails: z.array(z.union([z.email(), z.strictObject({ email: z.email(), role: orgRole })])),
      role: orgRole.optional(),
      sso: z.boolean().optional(),
    }),
    run: (call, body) => {
      const caller = orgAdminOf(call);
      const { org, tenant } = caller;
      // Nobody is let in past the identity provider: the vendor does not switch single sign-on on by itself.
      if (tenant.settings.ssoEnforced && body.sso !== true)
        throw new Refusal(400, "This organization enforces single sign-on: invite with sso.");
      const wanted = body.emails.map((one) =>
        typeof one === "string" ? { email: one, role: undefined } : one,
      );
      const fresh = wanted.filter(({ email }) => findOrgMember(org, email) === undefined);
      const limit = tenant.settings.seatLimit;
      if (limit !== null && fresh.length > 0 && seatsUsed(org) + fresh.length > limit)
        throw new Refusal(400, "There are not enough seats left in your plan.");
      const failedSSOEmails = fresh.map(({ email }) => email).filter((email) => /^sso-fail/i.test(email));
      const before = org.members.size;
      // People who are members already are left as they are, but their ids are told.
      const users = wanted.map(({ email, role }) => {
        const known = findOrgMember(org, email)?.user.id;
        const sso = body.sso === true && !failedSSOEmails.includes(email);
        return known ?? invite(caller, email, role !== undefined ? role : (body.role ?? "read"), sso);
      });
      record(call, caller, "POST /orgs/:org/invites", org.id, body);
      const failed = failedSSOEmails.length === 0 ? {} : { failedSSOEmails };
      const invited = org.members.size - before;
      return { status: 200, body: { users: [...new Set(users)], invited, ...failed } };
    },
  }),
];

export const gitbookRoutes = [...organizationRoutes, ...doorRoutes, ...teamRoutes];

/** An error in GitBook's shape. */
export const gitbookError = (refusal: Refusal): Answer => ({
  status: refusal.status,
  body: { error: { code: refusal.status, message: refusal.message } },
});

/** Answers one call of GitBook's API. Unknown routes are told before the token is looked at. */
export const answerGitbook = (call: Exchange): Answer => {
  try {
    const found = findRoute(gitbookRoutes, call.method, call.segments);
    if (found === undefined) throw new Refusal(404, "Not found");
    call.params = found.params;
    const { settings } = callerOf(call).tenant;
    for (const id of [call.params.org, call.params.team])
      if (id !== undefined && !/^[a-zA-Z0-9_-]+$/.test(id)) throw new Refusal(400, `Invalid id ${id}`);
    return found.route.run(call, checkCall(call, found.route, settings.invalidBody) as never);
  } catch (error) {
    if (error instanceof Refusal) return gitbookError(error);
    throw error;
  }
};
