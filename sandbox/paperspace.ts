import { z } from "zod";
import { now, nowIso } from "./clock.ts";
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
import {
  adminOf,
  CODES,
  callerOf,
  iso,
  listAnswer,
  memberOf,
  membersOf,
  memberView,
  record,
  secretOf,
  secretView,
} from "./paperspace-views.ts";
import { checkCall } from "./strict.ts";

const secretValue = z.string().min(1).max(8192);
const secretName = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[a-zA-Z][a-zA-Z0-9_]*$/);

/** The second change within a millisecond still moves dtModified. */
const later = (before: number): number => Math.max(now(), before + 1);

const paging = { after: anyText, limit: integer(1, 120), order: oneOf("asc", "desc") };

export const paperspaceRoutes = [
  route("GET /auth/session", {
    run: (call) => {
      const grant = call.grant;
      if (grant === undefined || grant.revoked || grant.tenant.vendor !== "paperspace")
        return { status: 200, body: null };
      const { team } = grant.tenant;
      const me = team.members.get(grant.userId);
      if (me === undefined) return { status: 200, body: null };
      const view = { id: team.id, name: team.name, namespace: team.namespace };
      return {
        status: 200,
        body: {
          team: team.deleted ? null : view,
          user: {
            ...memberView(me).user,
            teamMemberships: [
              ...(team.deleted ? [] : [{ team: view, isOwner: me.isOwner, isAdmin: me.isAdmin }]),
              ...team.otherTeams.map((other) => ({ team: other, isOwner: false, isAdmin: false })),
            ],
          },
        },
      };
    },
  }),
  route("GET /teams/:id/secrets", {
    query: { ...paging, orderBy: oneOf("dtCreated") },
    run: (call) => {
      const sign = call.query.get("order") === "asc" ? 1 : -1;
      const list = [...callerOf(call).team.secrets.values()].sort(
        (a, b) => sign * (a.dtCreated - b.dtCreated),
      );
      return listAnswer(call, list, (one) => ({ ...secretView(one), hasDeploymentAttached: one.attached }));
    },
  }),
  route("POST /teams/:id/secrets", {
    body: z.strictObject({ name: secretName, value: secretValue }),
    run: (call, { name, value }) => {
      const caller = adminOf(call);
      const { secrets } = caller.team;
      if (secrets.has(name)) throw new Refusal(409, `A secret with the name ${name} already exists`);
      const secret = { name, value, dtCreated: now(), dtModified: now(), attached: false };
      secrets.set(name, secret);
      record(call, caller, "POST /teams/:id/secrets", name, { name, value });
      return { status: 200, body: secretView(secret) };
    },
  }),
  route("GET /teams/:id/secrets/:name", {
    run: (call) => {
      const secret = secretOf(callerOf(call).team, call.params.name);
      return { status: 200, body: { ...secretView(secret), hasDeploymentAttached: secret.attached } };
    },
  }),
  route("PATCH /teams/:id/secrets/:name", {
    body: z.strictObject({ value: secretValue }),
    run: (call, { value }) => {
      const caller = adminOf(call);
      const secret = secretOf(caller.team, call.params.name);
      Object.assign(secret, { value, dtModified: later(secret.dtModified) });
      record(call, caller, "PATCH /teams/:id/secrets/:name", secret.name, { value });
      return { status: 200, body: secretView(secret) };
    },
  }),
  route("DELETE /teams/:id/secrets/:name", {
    run: (call) => {
      const caller = adminOf(call);
      const { name } = secretOf(caller.team, call.params.name);
      caller.team.secrets.delete(name);
      record(call, caller, "DELETE /teams/:id/secrets/:name", name, null);
      return { status: 200, body: { name } };
    },
  }),
  route("GET /teams/:id/users", {
    query: { ...paging, orderBy: oneOf("dtConfirmed"), role: oneOf("member", "admin", "owner") },
    run: (call) => {
      const { team } = callerOf(call);
      const list = membersOf(team, call.query.get("role") ?? "", call.query.get("order") ?? "desc");
      return listAnswer(call, list, memberView);
    },
  }),
  route("PUT /teams/:id/users/:userId", {
    body: z.strictObject({ isAdmin: z.boolean() }),
    run: (call, { isAdmin }) => {
      const caller = adminOf(call);
      const member = memberOf(caller.team, call.params.userId);
      if (member.isOwner)
        throw new Refusal(
          caller.tenant.settings.ownerChange,
          "The role of the team's owner can't be changed",
        );
      member.isAdmin = isAdmin;
      caller.team.lists.clear();
      record(call, caller, "PUT /teams/:id/users/:userId", member.id, { isAdmin });
      const { isOwner, dtConfirmed } = member;
      return { status: 200, body: { isAdmin, isOwner, dtConfirmed: iso(dtConfirmed), dtDeleted: null } };
    },
  }),
  route("DELETE /teams/:id/users/:userId", {
    run: (call) => {
      const caller = adminOf(call);
      const { id, isAdmin, isOwner, dtConfirmed } = memberOf(caller.team, call.params.userId);
      if (isOwner) throw new Refusal(caller.tenant.settings.ownerChange, "The team's owner can't be removed");
      caller.team.members.delete(id);
      caller.team.lists.clear();
      record(call, caller, "DELETE /teams/:id/users/:userId", id, null);
      const dtDeleted = nowIso();
      return { status: 200, body: { isAdmin, isOwner, dtConfirmed: iso(dtConfirmed), dtDeleted } };
    },
  }),
];

/** An error in the shape of Paperspace's v1. */
export const paperspaceError = (refusal: Refusal, shape: "details" | "issues"): Answer => {
  const { code = CODES[refusal.status] ?? "INTERNAL_SERVER_ERROR", issues } = refusal.details ?? {};
  const details =
    shape === "issues" ? { issues: issues ?? [] } : issues === undefined ? {} : { details: { issues } };
  return { status: refusal.status, body: { code, message: refusal.message, ...details } };
};

/** Answers one call of Paperspace's API. */
export const answerPaperspace = (call: Exchange): Answer => {
  const shape = call.grant?.tenant.settings.errorShape ?? "details";
  try {
    const found = findRoute(paperspaceRoutes, call.method, call.segments);
    if (found === undefined) throw new Refusal(404, "Not found");
    call.params = found.params;
    if (call.params.id !== undefined) callerOf(call);
    return found.route.run(call, checkCall(call, found.route, 400) as never);
  } catch (error) {
    if (error instanceof Refusal) return paperspaceError(error, shape);
    throw error;
  }
};
