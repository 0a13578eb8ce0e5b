import { expect, it } from "vitest";
import { appendEvent } from "#lib/audit/append.ts";
import { ROLES, type Viewer } from "#lib/auth/permissions.ts";
import { transact } from "#lib/db/connection.ts";
import { useTestStore } from "#lib/db/testing.ts";
import { listActivity } from "./data.ts";
import { activityFilterSchema } from "./schema.ts";

useTestStore();

it("says from where somebody came to who may see sessions alone", async () => {
  const actor = { id: "u1", name: "Ada", email: "ada@example.com", address: "192.0.2.7" };
  await transact((tx) => appendEvent(tx, { action: "session.started", actor, outcome: "done" }));
  const as = (role: Viewer["role"], scope: Viewer["scope"] = "all"): Viewer => ({
    ...{ userId: "u2", name: "Bob", email: "bob@example.com", sessionId: "s", role, scope },
  });
  const limited = { connections: [], partial: [], organizations: [], teams: [] };
  const said = async (viewer?: Viewer) =>
    (await listActivity(activityFilterSchema.parse({}), viewer ? { viewer } : {})).rows[0];
  const known = await Promise.all(ROLES.map(async (role) => (await said(as(role)))?.address));
  expect(known).toEqual([undefined, undefined, "192.0.2.7"]);
  expect(await said(as("admin", limited))).not.toHaveProperty("address");
  expect(await said()).toMatchObject({ who: { name: "Ada" } });
});
