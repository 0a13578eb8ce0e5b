import { expect, it } from "vitest";
import { ROLES, type Viewer } from "#lib/core/permissions.ts";
import { activityFilterSchema } from "#lib/directory/activity/schema.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { transact } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import { listActivity } from "./data.ts";
import { activityJsonLines } from "./export.ts";

useTestStore();

const as = (role: Viewer["role"], scope: Viewer["scope"] = "all", userId = "u2"): Viewer => ({
  ...{ userId, name: "Bob", email: "bob@example.com", sessionId: "s", role, scope },
});
const limited = { connections: [], partial: [], organizations: [], teams: [] };
const actor = { id: "u1", name: "Ada", email: "ada@example.com", address: "192.0.2.7" };
const append = (action: string) =>
  transact((tx) => appendEvent(tx, { action, actor, outcome: "done", facts: { days: 90 } }));
const seen = async (viewer?: Viewer) =>
  (await listActivity(activityFilterSchema.parse({}), viewer ? { viewer } : {})).rows;

it("says from where somebody came to who may see sessions alone", async () => {
  await append("policy.update");
  const known = await Promise.all(ROLES.map(async (role) => (await seen(as(role)))[0]?.address));
  expect(known).toEqual([undefined, undefined, "192.0.2.7"]);
  expect((await seen(as("admin", limited)))[0]).not.toHaveProperty("address");
  expect((await seen())[0]).toMatchObject({ who: { name: "Ada" } });
});

it("finds what is told by the words that it is told with", async () => {
  await transact((tx) =>
    appendEvent(tx, {
      ...{ action: "connection.create", actor, outcome: "done" },
      ...{ facts: { label: "Halden" }, search: "Halden" },
    }),
  );
  const found = async (q: string) =>
    (await listActivity(activityFilterSchema.parse({ q }))).rows.map(({ what }) =>
      what.map(({ text }) => text).join(""),
    );
  expect(await found("added hald")).toEqual(["Added the connection Halden"]);
  expect(await found("Halden create")).toEqual(["Added the connection Halden"]);
  expect(await found("deleted halden")).toEqual([]);
});

it("tells of others' sign-ins, refusals and looks to who may read the audit log alone, and of one's own", async () => {
  await append("policy.delete");
  const before = (await seen(as("admin"))).length;
  for (const action of ["session.failed", "read.users", "access.refused", "user.setRole"])
    await append(action);
  for (const [viewer, more] of [
    [as("viewer"), 0],
    [as("operator"), 0],
    [as("admin", limited), 0],
    [as("operator", "all", "u1"), 3],
    [as("admin"), 3],
  ] as const)
    expect(await seen(viewer), `${viewer.role} ${viewer.userId}`).toHaveLength(before + more);
  const exported = async (viewer: Viewer) => {
    const lines: string[] = [];
    for await (const line of activityJsonLines(activityFilterSchema.parse({}), viewer)) lines.push(line);
    return lines.join("\n");
  };
  expect(await exported(as("operator"))).not.toMatch(/session\.failed|read\.users/);
  expect(await exported(as("operator"))).toContain("policy.delete");
  expect(await exported(as("admin"))).toContain("session.failed");
});
