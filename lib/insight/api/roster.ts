import "server-only";
import { noteRosterExport } from "#lib/changes/roster/export.ts";
import { exportTeams } from "#lib/changes/roster/file-export.ts";
import { env } from "#lib/core/env.ts";
import { NO_QUERY, operation } from "./operation.ts";
import { rosterSchema } from "./schema.ts";

export const roster = operation({
  path: "/roster",
  name: "exportRoster",
  summary: "Who is in which team, as `roster` of a plan takes it: planned as it is, it changes nothing",
  scope: "member.export",
  query: NO_QUERY,
  answer: rosterSchema,
  read: async ({ viewer }) => {
    await noteRosterExport(viewer);
    return { $schema: `${env().ROLLCALL_URL}/api/v1/roster.schema.json`, teams: await exportTeams() };
  },
});
