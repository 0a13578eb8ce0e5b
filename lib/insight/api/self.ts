import "server-only";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { VERSION } from "#lib/core/version.ts";
import { db } from "#lib/store/db/connection.ts";
import { NO_QUERY, operation } from "./operation.ts";
import { whoamiSchema } from "./schema.ts";

export const whoami = operation({
  path: "/whoami",
  name: "whoAmI",
  summary: "Whose token this is, what it may do and see, and which version of Rollcall answers",
  scope: null,
  query: NO_QUERY,
  answer: whoamiSchema,
  read: async ({ viewer }) => {
    const { token } = viewer;
    const row = await db()
      .selectFrom("api_tokens")
      .select("ends_at")
      .where("id", "=", token?.id ?? "")
      .executeTakeFirst();
    if (!token || !row) throw new AppError("UNAUTHENTICATED");
    return {
      token: {
        ...{ id: token.id, name: token.name, kind: token.kind },
        ...{ scopes: [...token.scopes], endsAt: row.ends_at },
      },
      user: { id: viewer.userId, name: viewer.name, email: viewer.email },
      limits: await limitsOf(viewer),
      server: { version: VERSION, api: "v1" as const },
    };
  },
});

async function limitsOf({ scope }: Viewer) {
  if (scope === "all") return null;
  const connections = await db().selectFrom("connections").select(["id", "label"]).orderBy("label").execute();
  const teams =
    scope.teams.length === 0
      ? []
      : await db()
          .selectFrom("teams")
          .select(["id", "connection_id"])
          .where("removed_at", "is", null)
          .orderBy("id")
          .execute();
  return connections.map(({ id, label }) => ({
    connectionId: id,
    label,
    teamIds: scope.connections.includes(id)
      ? null
      : teams.filter((team) => team.connection_id === id).map((team) => team.id),
  }));
}
