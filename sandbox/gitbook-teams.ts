import { z } from "zod";
import { now } from "./clock.ts";
import { anyText, type Exchange, integer, Refusal, route } from "./exchange.ts";
import {
  listAnswer,
  mayManage,
  memberView,
  type OrgCaller,
  orgAdminOf,
  orgCallerOf,
  record,
  teamOf,
  teamView,
} from "./gitbook-views.ts";
import { gitbookId, mix } from "./people.ts";
import { findOrgMember, type GitbookTeam, type Organization, setTeamRole } from "./store.ts";
import type { TeamRole } from "./types.ts";

const paging = { page: anyText, limit: integer(0, 1000) };
const title = z.string().min(1).max(64);
const role = z.enum(["owner", "member"]);

/** The team of the call, for who may manage it. */
const managerOf = (call: Exchange): OrgCaller & { team: GitbookTeam } => {
  const caller = orgCallerOf(call);
  const team = teamOf(caller.org, call.params.team);
  if (!mayManage(caller, team)) throw new Refusal(403, "You don't have the permission to manage this team");
  return { ...caller, team };
};

const checkTitle = (org: Organization, wanted: string, own?: string): void => {
  for (const team of org.teams.values())
    if (team.title === wanted && team.id !== own)
      throw new Refusal(400, "This name is already taken by another team in your organization.");
};

const checkRole = ({ tenant }: OrgCaller, wanted: TeamRole | undefined): void => {
  if (wanted === "owner" && !tenant.settings.enterprise)
    throw new Refusal(400, "Team owners are only available on the Enterprise plan.");
};

/** Ids of the organization's people; who is unknown is refused, or left out where the tenant says so. */
const idsOf = ({ org, tenant }: OrgCaller, people: readonly string[]): string[] =>
  people.flatMap((who) => {
    const member = findOrgMember(org, who);
    if (member !== undefined) return [member.user.id];
    if (who.includes("@") && tenant.settings.unknownEmails === "ignore") return [];
    throw new Refusal(400, `${who} is not a member of this organization.`);
  });

export const teamRoutes = [
  route("GET /orgs/:org/teams", {
    query: { ...paging, owner: anyText, title: anyText },
    run: (call) => {
      const caller = orgCallerOf(call);
      const owner = call.query.get("owner");
      const part = (call.query.get("title") ?? "").toLowerCase();
      const list = [...caller.org.teams.values()].filter(
        (team) =>
          team.title.toLowerCase().includes(part) && (owner === null || team.members.get(owner) === "owner"),
      );
      return listAnswer(call, list, (team) => teamView(caller, team));
    },
  }),
  route("PUT /orgs/:org/teams", {
    body: z.strictObject({ title, members: z.array(z.string()).optional() }),
    run: (call, body) => {
      const caller = orgAdminOf(call);
      const { org, tenant } = caller;
      checkTitle(org, body.title);
      const ids = idsOf(caller, body.members ?? []);
      const id = gitbookId(mix(tenant.seed, tenant.made++) + now(), tenant.made);
      const team: GitbookTeam = {
        id,
        title: body.title,
        spaces: 0,
        createdAt: now(),
        members: new Map(),
        canManage: undefined,
        ids: undefined,
      };
      org.teams.set(id, team);
      for (const userId of ids) setTeamRole(org, team, userId, "member");
      record(call, caller, "PUT /orgs/:org/teams", id, body);
      return { status: 201, body: teamView(caller, team) };
    },
  }),
  route("GET /orgs/:org/teams/:team", {
    run: (call) => {
      const caller = orgCallerOf(call);
      return { status: 200, body: teamView(caller, teamOf(caller.org, call.params.team)) };
    },
  }),
  route("PATCH /orgs/:org/teams/:team", {
    body: z.strictObject({ title }),
    run: (call, body) => {
      const caller = managerOf(call);
      checkTitle(caller.org, body.title, caller.team.id);
      caller.team.title = body.title;
      record(call, caller, "PATCH /orgs/:org/teams/:team", caller.team.id, body);
      return { status: 200, body: teamView(caller, caller.team) };
    },
  }),
  route("DELETE /orgs/:org/teams/:team", {
    run: (call) => {
      const { org } = orgCallerOf(call);
      if (!org.teams.has(call.params.team ?? "")) {
        orgAdminOf(call);
        return { status: 204 };
      }
      const caller = managerOf(call);
      for (const userId of [...caller.team.members.keys()]) setTeamRole(org, caller.team, userId, null);
      org.teams.delete(caller.team.id);
      record(call, caller, "DELETE /orgs/:org/teams/:team", caller.team.id, null);
      return { status: 205 };
    },
  }),
  route("GET /orgs/:org/teams/:team/members", {
    query: paging,
    run: (call) => {
      const { org } = orgCallerOf(call);
      const team = teamOf(org, call.params.team);
      team.ids ??= [...team.members.keys()];
      const view = (userId: string) => {
        const member = org.members.get(userId);
        if (member === undefined) throw new Error(`${userId} is in the team but not in the organization`);
        return {
          organization: memberView(member),
          team: { role: team.members.get(userId) ?? "member" },
          permissions: { view: true },
        };
      };
      return listAnswer(call, team.ids, view, false);
    },
  }),
  route("PUT /orgs/:org/teams/:team/members", {
    body: z.strictObject({
      add: z.array(z.string()).optional(),
      remove: z.array(z.string()).optional(),
      memberships: z.record(z.string(), z.strictObject({ role })).optional(),
    }),
    run: (call, body) => {
      const caller = managerOf(call);
      const { org, team } = caller;
      const roles = Object.entries(body.memberships ?? {});
      for (const [, membership] of roles) checkRole(caller, membership.role);
      const added = idsOf(caller, body.add ?? []);
      const given = roles.map(([who, { role: wanted }]) => ({ ids: idsOf(caller, [who]), wanted }));
      // Somebody in both lists is removed.
      const removed = (body.remove ?? []).map((who) => findOrgMember(org, who)?.user.id ?? who);
      for (const id of added) if (!team.members.has(id)) setTeamRole(org, team, id, "member");
      for (const { ids, wanted } of given) for (const id of ids) setTeamRole(org, team, id, wanted);
      for (const id of removed) setTeamRole(org, team, id, null);
      record(call, caller, "PUT /orgs/:org/teams/:team/members", team.id, body);
      return { status: 204 };
    },
  }),
  route("PUT /orgs/:org/teams/:team/members/:user", {
    body: z.strictObject({ role: role.optional() }),
    bodyOptional: true,
    run: (call, body) => {
      const caller = managerOf(call);
      const { org, team } = caller;
      const userId = call.params.user ?? "";
      if (!org.members.has(userId)) throw new Refusal(404, "User is not a member of this organization");
      checkRole(caller, body.role);
      setTeamRole(org, team, userId, body.role ?? team.members.get(userId) ?? "member");
      record(call, caller, "PUT /orgs/:org/teams/:team/members/:user", `${team.id}/${userId}`, body);
      return { status: 204 };
    },
  }),
  route("DELETE /orgs/:org/teams/:team/members/:user", {
    run: (call) => {
      const caller = managerOf(call);
      const userId = call.params.user ?? "";
      if (!setTeamRole(caller.org, caller.team, userId, null)) return { status: 204 };
      const target = `${caller.team.id}/${userId}`;
      record(call, caller, "DELETE /orgs/:org/teams/:team/members/:user", target, null);
      return { status: 205 };
    },
  }),
  route("GET /orgs/:org/members/:user/teams", {
    query: { ...paging, title: anyText },
    run: (call) => {
      const caller = orgCallerOf(call);
      const userId = call.params.user ?? "";
      if (!caller.org.members.has(userId)) throw new Refusal(404, "Member not found");
      const part = (call.query.get("title") ?? "").toLowerCase();
      const list = [...caller.org.teams.values()].filter(
        (team) => team.members.has(userId) && team.title.toLowerCase().includes(part),
      );
      return listAnswer(call, list, (team) => ({
        team: teamView(caller, team),
        member: { role: team.members.get(userId) },
      }));
    },
  }),
];
