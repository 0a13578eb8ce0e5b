import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { sandboxControl } from "./client.ts";
import { openSandbox } from "./fixtures.ts";
import type { Fault } from "./types.ts";

let world: Awaited<ReturnType<typeof openSandbox>>;
beforeAll(async () => {
  world = await openSandbox();
});
afterAll(() => world.close());

const setUp = async (faults: Fault[], options = {}) => {
  const opened = await world.open({ vendor: "paperspace", members: 10, secrets: 2, ...options });
  await world.control.setFaults(opened.token, faults);
  const path = `/teams/${opened.tenant.teamId}`;
  return { ...opened, users: `${path}/users`, secrets: `${path}/secrets` };
};

const storedValue = async (token: string): Promise<string | undefined> =>
  (await world.control.state(token)).secrets[0]?.value;

const ROTATE = "paperspace PATCH /teams/{id}/secrets/{name}";

describe("faults", () => {
  it("hits the route meant, as often as meant, in turn", async () => {
    const { ask, users, secrets } = await setUp([
      { route: "GET /teams/:id/users", skip: 1, times: 1, status: 500 },
      { route: "paperspace GET /teams/:id/users", times: 1, status: 503, headers: { "Retry-After": "0" } },
      { route: "gitbook *", status: 500 },
    ]);
    expect((await ask("GET", secrets)).status).toBe(200);
    const statuses = [];
    for (let call = 0; call < 4; call += 1) statuses.push((await ask("GET", users)).status);
    expect(statuses).toEqual([503, 500, 200, 200]);
  });

  it("loses an answer, of a change that was applied and of one that was not", async () => {
    const { ask, secrets, token } = await setUp([
      { route: ROTATE, times: 1, drop: "before" },
      { route: ROTATE, times: 1, drop: "after" },
    ]);
    const rotate = () => ask("PATCH", `${secrets}/SECRET_001`, { value: "rotated" });
    await expect(rotate()).rejects.toThrow();
    expect(await storedValue(token)).toBe("value-1");
    await expect(rotate()).rejects.toThrow();
    expect(await storedValue(token)).toBe("rotated");
  });

  it("refuses without applying, or with applying where told", async () => {
    const { ask, secrets, token } = await setUp([
      { route: ROTATE, times: 1, status: 500 },
      { route: ROTATE, times: 1, status: 502, applied: true, body: "<html>Bad gateway</html>" },
    ]);
    const rotate = () => ask("PATCH", `${secrets}/SECRET_001`, { value: "rotated" });
    expect((await rotate()).body).toMatchObject({ code: "INTERNAL_SERVER_ERROR" });
    expect(await storedValue(token)).toBe("value-1");
    expect(await rotate()).toMatchObject({ status: 502, text: "<html>Bad gateway</html>" });
    expect(await storedValue(token)).toBe("rotated");
  });

  it("breaks bodies", async () => {
    const { ask, users } = await setUp([
      { route: "*", times: 1, body: "" },
      { route: "*", times: 1, body: '{"items": [' },
      { route: "*", times: 1, body: "\uFEFF{}" },
      { route: "*", times: 1, body: { base64: Buffer.from([0x22, 0xff, 0xfe, 0x22]).toString("base64") } },
      { route: "*", times: 1, body: { bytes: 3_000_000 } },
      { route: "*", times: 1, partial: 10 },
      { route: "*", times: 1, trickle: 1, body: "{}" },
    ]);
    expect(await ask("GET", users)).toMatchObject({ status: 200, text: "" });
    expect((await ask("GET", users)).text).toBe('{"items": [');
    const marked = await ask("GET", users);
    expect(marked.headers.get("content-length")).toBe("5");
    expect((await ask("GET", users)).text).toBe('"\uFFFD\uFFFD"');
    expect((await ask("GET", users)).text).toHaveLength(3_000_000);
    await expect(ask("GET", users)).rejects.toThrow();
    expect((await ask("GET", users)).text).toBe("{}");
    expect((await ask("GET", users)).status).toBe(200);
  });

  it("hangs until the client gives up", async () => {
    const { token, users } = await setUp([{ route: "*", times: 1, hang: true }]);
    const stop = new AbortController();
    const asked = fetch(world.sandbox.paperspaceUrl + users, {
      headers: { authorization: `Bearer ${token}` },
      signal: stop.signal,
    });
    await expect.poll(async () => (await world.control.calls(token)).length).toBe(1);
    stop.abort();
    await expect(asked).rejects.toThrow();
  });

  it("limits the rate as each vendor does", async () => {
    const { ask, users } = await setUp([
      { route: "*", times: 1, rateLimit: { retryAfter: 7 } },
      { route: "*", times: 1, rateLimit: { retryAfter: "date", seconds: 5 } },
    ]);
    const first = await ask("GET", users);
    expect([first.status, first.headers.get("retry-after")]).toEqual([429, "7"]);
    expect(first.body).toMatchObject({ code: "TOO_MANY_REQUESTS" });
    const date = (await ask("GET", users)).headers.get("retry-after") ?? "";
    expect(Math.abs(Date.parse(date) - Date.now() - 5000)).toBeLessThan(3000);

    const gitbook = await world.open({ vendor: "gitbook" });
    await world.control.setFaults(gitbook.token, [
      { route: "gitbook GET *", times: 1, rateLimit: { seconds: 4 } },
      { route: "gitbook GET *", times: 1, rateLimit: { reset: "ms" } },
    ]);
    const limited = await gitbook.ask("GET", "/user");
    expect(typeof limited.body).toBe("string");
    const ahead = Number(limited.headers.get("x-ratelimit-reset")) - Date.now() / 1000;
    expect(ahead).toBeGreaterThan(2);
    expect(ahead).toBeLessThan(5);
    expect(Number((await gitbook.ask("GET", "/user")).headers.get("x-ratelimit-reset"))).toBeGreaterThan(
      1e12,
    );
  });

  it("breaks cursors", async () => {
    interface Page {
      hasMore: boolean;
      nextPage?: string | null;
      items: { user: { id: string } }[];
    }
    const { ask, users, token } = await setUp([]);
    const walk = async (cursor: NonNullable<Fault["cursor"]>): Promise<Page[]> => {
      await world.control.setFaults(token, [{ route: "*", cursor }]);
      const pages: Page[] = [];
      let after = "";
      while (pages.length < 5) {
        const query: string = after === "" ? "" : `&after=${after}`;
        const page = (await ask("GET", `${users}?limit=4${query}`)).body as Page;
        pages.push(page);
        if (!page.hasMore || !page.nextPage) break;
        after = page.nextPage;
      }
      return pages;
    };
    const cursors = (pages: Page[]): number => new Set(pages.map((page) => page.nextPage)).size;
    expect([await walk("repeat"), await walk("cycle")].map(cursors)).toEqual([1, 2]);
    const empty = await walk("emptyPage");
    expect([empty.length, cursors(empty), empty[0]?.items]).toEqual([5, 5, []]);
    expect(await walk("noNext")).toMatchObject([{ hasMore: true }]);
    const ids = (await walk("duplicateItem")).flatMap((page) => page.items.map((item) => item.user.id));
    expect([ids.length, new Set(ids).size]).toEqual([13, 10]);
    expect((await walk("oversizedPage"))[0]?.items).toHaveLength(9);
  });

  it("bends fields", async () => {
    const { ask, users, token } = await setUp([]);
    const first = async (transform: NonNullable<Fault["transform"]>, vendor = users) => {
      await world.control.setFaults(token, [{ route: "*", transform, rows: "first" }]);
      return (await ask("GET", vendor)).body as {
        items: { isAdmin?: unknown; user: Record<string, unknown> }[];
      };
    };
    const missing = await first("missingFields");
    expect(Object.keys(missing.items[0]?.user ?? {})).toEqual(["id"]);
    expect(missing.items[1]?.user).toHaveProperty("email");
    expect((await first("wrongTypes")).items[0]).toMatchObject({ isAdmin: "yes", user: { email: 42 } });
    expect((await first("nulls")).items[0]).toMatchObject({ isAdmin: null, user: { email: null } });
    expect((await first("badDates")).items[0]).toMatchObject({ dtConfirmed: "the day before yesterday" });
  });

  it("waits, and keeps what arrived in the log", async () => {
    const { ask, users, token } = await setUp([{ route: "*", latencyMs: 20 }]);
    await world.control.setLatency(token, 20);
    await Promise.all(Array.from({ length: 6 }, () => ask("GET", `${users}?limit=2`)));
    const calls = await world.control.calls(token);
    expect(calls).toHaveLength(6);
    expect(calls[0]).toMatchObject({
      vendor: "paperspace",
      route: "GET /teams/:id/users",
      query: { limit: "2" },
      status: 200,
      contentType: null,
      body: null,
      headers: { authorization: "(masked)" },
    });
    expect(calls.every((call) => call.durationMs >= 39)).toBe(true);
    expect(await world.control.maxConcurrent(token)).toBe(6);
    expect((await world.control.violations(token)).map((one) => one.message)).toContain("6 calls at once");
    await world.control.clearCalls(token);
    expect(await world.control.calls(token)).toEqual([]);
  });
});

describe("strictness", () => {
  it("notes and refuses what the contract does not know", async () => {
    const { token, users, secrets } = await setUp([]);
    const send = async (method: string, path: string, type?: string, body?: string) =>
      (
        await fetch(world.sandbox.paperspaceUrl + path, {
          method,
          headers: {
            authorization: `Bearer ${token}`,
            ...(type === undefined ? {} : { "content-type": type }),
          },
          ...(body === undefined ? {} : { body }),
        })
      ).status;
    const json = '{"name":"A","value":"b"}';
    expect(await send("POST", secrets, "application/json; charset=utf-8", json)).toBe(400);
    expect(await send("POST", secrets, "text/plain", json)).toBe(400);
    expect(await send("POST", secrets, "application/json", "{")).toBe(400);
    expect(await send("DELETE", `${secrets}/SECRET_001`, "application/json", "{}")).toBe(400);
    expect(await send("GET", users, "application/json")).toBe(200);
    expect(await send("DELETE", `${users}/`)).toBe(404);
    // An encoded slash is part of a name, and no other operation.
    expect(await send("GET", `${secrets}/%2e%2e%2fusers`)).toBe(404);
    expect((await world.control.violations(token)).map((one) => one.message)).toEqual([
      "Content-Type must be application/json, not application/json; charset=utf-8",
      "Content-Type must be application/json, not text/plain",
      "The body is no JSON",
      "DELETE takes no body",
      "Content-Type without a body: application/json",
      "Empty path segment",
      "No operation of the contract",
    ]);
    expect((await world.control.state(token)).writes).toEqual([]);
  });
});

describe("the control interface over HTTP", () => {
  it("does what the object does", async () => {
    const control = sandboxControl(world.sandbox.url);
    const tenant = await control.createTenant({
      vendor: "gitbook",
      token: "over-http",
      profile: "plain",
      members: 3,
    });
    expect(await control.mutate("over-http", { op: "renameTeam", title: "Renamed" })).toEqual({
      teamId: tenant.teamId,
    });
    expect((await control.state("over-http")).teams[0]?.title).toBe("Renamed");
    await control.setFaults("over-http", [{ route: "*", status: 500 }]);
    await control.clearFaults();
    expect(await control.calls("over-http")).toEqual([]);
    await expect(control.state("unknown")).rejects.toThrow("No tenant has the token unknown");
    expect((await fetch(`${world.sandbox.url}/control/state`, { method: "POST", body: "{}" })).status).toBe(
      400,
    );
  });
});
