import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { counters, installCounters, operationOf } from "#lib/core/count.ts";
import { parseEnv } from "#lib/core/env.ts";
import { forgetPerProcess } from "#lib/core/per-process.ts";
import { startJob, stopJobs } from "#lib/jobs/loop.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { transact } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { insertTestConnection } from "#lib/store/db/rows.testing.ts";
import { createCaller } from "#lib/vendors/fetch.ts";
import { answer, scriptedServer } from "#lib/vendors/scripted-server.ts";
import { GET } from "../../../app/api/metrics/route.ts";
import { startMetrics } from "./registry.ts";
import { hasBearer } from "./token.ts";

const TOKEN = "metrics-token-of-this-test";
const scrape = (bearer?: string) =>
  GET(
    new Request(
      "http://127.0.0.1/api/metrics",
      bearer ? { headers: { authorization: `Bearer ${bearer}` } } : {},
    ),
  );

describeEachStore("metrics", () => {
  beforeAll(() => startMetrics());
  afterAll(async () => {
    await stopJobs();
    installCounters(undefined);
    forgetPerProcess("metrics-registry");
  });

  it("are not there without a token in the settings, and refused without it in the request", async () => {
    expect((await scrape(TOKEN)).status).toBe(404);
    setTestEnv({ ROLLCALL_METRICS_TOKEN: TOKEN });
    for (const wrong of [undefined, "", `${TOKEN}x`, TOKEN.slice(1), TOKEN.toUpperCase()]) {
      const refused = await scrape(wrong);
      expect(refused.status).toBe(401);
      expect(await refused.text()).toBe("");
    }
    expect((await scrape(TOKEN)).status).toBe(200);
  });

  it("count calls by operation and outcome, sign-ins, and what the store says, and name nobody", async () => {
    const vendor = await scriptedServer(answer(200, {}), answer(404, { message: "gone" }), answer(200, {}));
    const access = { token: "gb_api_token_of_the_test", targetId: "secret-org", queueKey: "metrics" };
    const caller = createCaller("gitbook", { baseUrl: vendor.url }, access);
    const call = {
      method: "GET" as const,
      path: ["orgs", "secret-org", "members", "ana@example.com"],
      expect: [200],
    };
    await caller.send(call);
    await caller.send(call).catch(() => {});
    await vendor.close();
    await insertTestConnection("c1", { label: "Hidden label" });
    const actor = { id: "u1", name: "Ana", email: "ana@example.com" };
    await transact((tx) => appendEvent(tx, { action: "session.failed", actor, outcome: "failed" }));
    counters()?.change("member.remove", "done");
    counters()?.run("complete");
    await startJob("uploads", { everyMs: 60_000, run: async () => {} });

    const text = await (await scrape(TOKEN)).text();
    const operation = 'vendor="gitbook",operation="GET /orgs/:id/members/:id"';
    expect(text).toContain(`rollcall_vendor_call_seconds_count{${operation},outcome="ok"} 1`);
    expect(text).toContain(`rollcall_vendor_call_seconds_count{${operation},outcome="not_found"} 1`);
    expect(text).toContain('rollcall_sign_ins_total{outcome="failed"} 1');
    expect(text).toContain('rollcall_changes_total{kind="member.remove",outcome="done"} 1');
    expect(text).toContain('rollcall_sync_runs_total{outcome="complete"} 1');
    expect(text).toContain('rollcall_connections{vendor="gitbook",state="works"} 1');
    expect(text).toContain('rollcall_changes_waiting{state="pending"} 0');
    expect(text).toContain('rollcall_vendor_calls{state="waiting"} 0');
    expect(text).toContain("rollcall_audit_events 1");
    expect(text).toContain("rollcall_store_up 1");
    expect(text).toContain('rollcall_job_up{job="uploads"} 1');
    expect(text).toContain('rollcall_job_age_seconds{job="uploads"} 0');
    expect(text).toMatch(/rollcall_process_cpu_seconds_total \d/);
    for (const hidden of ["ana@", "Ana", "secret-org", "Hidden", "gb_api", TOKEN])
      expect(text).not.toContain(hidden);
  });
});

describe("the operation of a call", () => {
  it.each([
    [["auth", "session"], "GET /auth/session"],
    [["teams", "teams", "users", "orgs"], "GET /teams/:id/users/orgs"],
    [["teams", "t1", "secrets", "DB_PASSWORD"], "GET /teams/:id/secrets/:id"],
    [["orgs", "o1", "teams", "x".repeat(500), "members"], "GET /orgs/:id/teams/:id/members"],
    [["user"], "GET /user"],
  ])("of %j is %s", (path, expected) => {
    expect(operationOf("GET", path)).toBe(expected);
  });
});

describe("counting", () => {
  it("costs next to nothing where nobody asked for metrics", () => {
    installCounters(undefined);
    const startedAt = performance.now();
    for (let index = 0; index < 100_000; index++) counters()?.change("member.remove", "done");
    expect(performance.now() - startedAt).toBeLessThan(500);
  });

  it("compares bearers whole", () => {
    expect(hasBearer(`bearer ${TOKEN}`, TOKEN)).toBe(true);
    for (const header of [null, "", "Bearer ", `Basic ${TOKEN}`, `Bearer ${TOKEN} ${TOKEN}`])
      expect(hasBearer(header, TOKEN)).toBe(false);
  });

  it("takes no short token", () => {
    expect(() => parseEnv({ ROLLCALL_METRICS_TOKEN: "short" })).toThrow(
      /ROLLCALL_METRICS_TOKEN must have at least 20/,
    );
  });
});
