import { beforeAll, expect, it } from "vitest";
import { seeingAs } from "#lib/access/grants/scope.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam } from "#lib/store/db/rows.testing.ts";
import { noteSecretExport } from "./export.ts";

const NOOR: Viewer = {
  ...{ userId: "u1", name: "Noor", email: "noor@example.com", role: "operator", scope: "all" },
  sessionId: "s1",
};
const noted = async () =>
  (await db().selectFrom("events").select("team_id").orderBy("seq").execute()).map((row) => row.team_id);

describeEachStore("an export of secrets", () => {
  beforeAll(async () => {
    for (const id of ["c1", "c2"]) {
      await insertTestConnection(id);
      await insertTestTeam(`${id}-team`, id);
    }
  });

  it("is of a team that is there for who asks, and nothing is written down of another one", async () => {
    const gone = { code: "NOT_FOUND" };
    await expect(noteSecretExport(NOOR, "nothing", 0)).rejects.toMatchObject(gone);
    const scope = { connections: ["c1"], partial: [], teams: [], organizations: [] };
    const limited = { ...NOOR, scope };
    await seeingAs(limited, async () => {
      await expect(noteSecretExport(limited, "c2-team", 0)).rejects.toMatchObject(gone);
      await noteSecretExport(limited, "c1-team", 0);
    });
    await noteSecretExport(NOOR, undefined, 3);
    expect(await noted()).toEqual(["c1-team", null]);
  });
});
