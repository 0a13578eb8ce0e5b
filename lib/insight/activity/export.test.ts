import { beforeAll, expect, it } from "vitest";
import { seeingAs } from "#lib/access/grants/scope.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { activityFilterSchema } from "#lib/directory/activity/schema.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { checkpointKey } from "#lib/store/audit/checkpoint.ts";
import { verifyExport } from "#lib/store/audit/verify-export.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { sameView } from "#lib/store/db/view.ts";
import { activityCsv, activityJsonLines, noteActivityExport } from "./export.ts";

const NOOR: Viewer = {
  ...{ userId: "u1", name: "Noor", email: "noor@example.com", role: "operator", scope: "all" },
  ...{ sessionId: "s1", address: "192.0.2.7" },
};
const filter = (given: Record<string, string> = {}) => activityFilterSchema.parse(given);
async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const got: string[] = [];
  for await (const line of lines) got.push(line.replace(/\r?\n$/, ""));
  return got;
}

describeEachStore("exports of the activity", () => {
  beforeAll(async () => {
    for (const [n, action] of ["policy.create", "user.disable", "policy.delete", "read.user"].entries())
      await transact((tx) =>
        appendEvent(tx, {
          action,
          actor: { id: `u${n % 2}`, name: `=HYPERLINK("https://evil.example";"x")` },
          outcome: "done",
          facts: { days: n },
          personal: { name: "@SUM(1)", email: "-2+3" },
        }),
      );
  });

  it("are the whole chain without a filter, and a part that says so with one", async () => {
    const whole = await verifyExport(await all(activityJsonLines(filter())), { publicKey: checkpointKey() });
    expect(whole).toMatchObject({ kind: "whole", verdict: { ok: true, events: 4 } });
    const part = await verifyExport(await all(activityJsonLines(filter({ what: "policy", who: "u0" }))));
    expect(part).toMatchObject({ kind: "part", skipped: 2, verdict: { ok: true, events: 2 } });
    expect(part.head?.filter).toEqual({ what: "policy", who: "u0" });
    const none = await verifyExport(await all(activityJsonLines(filter({ source: "outside" }))));
    expect(none).toMatchObject({ kind: "part", skipped: 4, verdict: { ok: true, events: 0 } });
  });

  it("are a part for who may not see everything, and hold nothing else", async () => {
    const scope = { connections: [], partial: [], teams: [], organizations: [] };
    const lines = await seeingAs({ scope, userId: "u1" }, async () =>
      all(sameView(activityJsonLines(filter()))),
    );
    const { kind, verdict, head } = await verifyExport(lines);
    expect([kind, verdict.ok && verdict.events, head?.filter]).toEqual(["part", 0, { limited: true }]);
    expect(lines.join()).not.toContain("HYPERLINK");
  });

  it("neutralize what a spreadsheet would run, in every cell", async () => {
    const lines = await all(activityCsv(filter()));
    expect(lines).toHaveLength(4);
    expect(lines.join("\n")).toContain("'=HYPERLINK");
    for (const line of lines) expect(line).not.toMatch(/(^|,)"?[=+\-@\t]/);
  });

  it("say as lines from where others came only to who may see it, as the page and the CSV do", async () => {
    const other = {
      id: "u9",
      name: "Ola",
      email: "ola@example.com",
      sessionId: "s-ola",
      address: "198.51.100.9",
    };
    await transact((tx) =>
      appendEvent(tx, {
        ...{ action: "team.rename", actor: other, outcome: "done" },
        personal: { title: "Rename it", before: { address: "198.51.100.8" } },
      }),
    );
    await transact((tx) =>
      appendEvent(tx, {
        action: "team.rename",
        actor: { id: "u1", name: "Noor", sessionId: "s1", address: "192.0.2.7" },
        outcome: "done",
      }),
    );
    const linesFor = (viewer: Viewer | undefined) => all(activityJsonLines(filter({ what: "team" }), viewer));
    const operators = await linesFor({ ...NOOR, role: "operator" });
    expect(operators.join("\n")).not.toMatch(/198\.51\.100|s-ola/);
    // Who did what is there to be read, and one's own is whole.
    expect(operators.join("\n")).toMatch(/"withheld":true,"shown":\{[^\n]*Rename it[^\n]*ola@example.com/);
    expect(operators.join("\n")).toContain("192.0.2.7");
    expect((await verifyExport(operators, { publicKey: checkpointKey() })).verdict).toMatchObject({
      ok: true,
    });
    for (const viewer of [{ ...NOOR, role: "admin" } as Viewer, undefined])
      expect((await linesFor(viewer)).join("\n")).toMatch(/198\.51\.100\.9/);
  });

  it("are events: who, from where, and what was asked for, the words searched for apart", async () => {
    await noteActivityExport(NOOR, "jsonl", filter({ q: "Ana Lima", what: "policy" }));
    await noteActivityExport({ ...NOOR, role: "admin" }, "csv", filter());
    // An operator's has no word of others' sign-ins.
    await noteActivityExport({ ...NOOR, role: "operator" }, "csv", filter());
    const rows = await db()
      .selectFrom("events")
      .selectAll()
      .where("action", "=", "activity.export")
      .execute();
    const said = rows.map(({ body, personal }) => [JSON.parse(body).facts, JSON.parse(personal ?? "").data]);
    const { userId: _, role: _role, scope: _scope, ...actor } = NOOR;
    expect(said).toEqual([
      [
        { format: "jsonl", partial: true, filter: { what: "policy" } },
        { q: "Ana Lima", actor },
      ],
      [{ format: "csv", partial: false, filter: {} }, { actor }],
      [{ format: "csv", partial: true, filter: {} }, { actor }],
    ]);
  });
});
