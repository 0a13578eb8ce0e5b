import { anyText, integer, oneOf, Refusal, route } from "./exchange.ts";
import { listAnswer, orgAdminOf, orgCallerOf, record, spaceView } from "./gitbook-views.ts";
import { spacesOf } from "./spaces.ts";

const paging = { page: anyText, limit: integer(0, 1000) };

/** How people come in without an invitation by name, and what somebody reaches. */
export const doorRoutes = [
  route("GET /orgs/:org/link-invites", {
    query: paging,
    run: (call) =>
      listAnswer(call, [...orgAdminOf(call).org.links], ([id, role]) => ({
        object: "invite",
        id,
        role,
        redundant: true,
      })),
  }),
  route("DELETE /orgs/:org/link-invites/:link", {
    run: (call) => {
      const caller = orgAdminOf(call);
      const id = call.params.link ?? "";
      if (!/^[a-zA-Z0-9_-]+$/.test(id)) throw new Refusal(400, `Invalid id ${id}`);
      if (!caller.org.links.delete(id)) return { status: 204 };
      record(call, caller, "DELETE /orgs/:org/link-invites/:link", id, null);
      return { status: 205 };
    },
  }),
  route("GET /orgs/:org/members/:user/spaces", {
    query: { ...paging, order: oneOf("asc", "desc") },
    run: (call) => {
      const { org } = orgCallerOf(call);
      const member = org.members.get(call.params.user ?? "");
      if (member === undefined) throw new Refusal(404, "Member not found");
      return listAnswer(call, spacesOf(org, member), ({ permission, ...space }) => ({
        permission,
        space: spaceView(org, space),
      }));
    },
  }),
];
