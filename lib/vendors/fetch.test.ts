import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import packageJson from "../../package.json" with { type: "json" };
import type { Method } from "./attempt.ts";
import type { Caller, Request, Tuning } from "./fetch.ts";
import { createCaller } from "./fetch.ts";
import { VendorError } from "./port.ts";
import { queueState } from "./queue.ts";
import type { Handler, ScriptedServer } from "./scripted-server.ts";
import { answer, reset, scriptedServer, silence } from "./scripted-server.ts";

const TOKEN = "made-up-token-0123456789";
const FAST: Partial<Tuning> = {
  timeoutMs: 250,
  backoffsMs: [1, 1, 1],
  rateLimitBaseMs: 20,
  bodyLimitBytes: 100_000,
};
const servers: ScriptedServer[] = [];
let keys = 0;

async function open(...handlers: Handler[]) {
  const server = await scriptedServer(...handlers);
  servers.push(server);
  keys += 1;
  const queueKey = `fetch-test-${keys}`;
  return { server, queueKey, caller: callerOf(server.url, queueKey) };
}

const callerOf = (baseUrl: string, queueKey: string, tuning = FAST): Caller =>
  createCaller("paperspace", { baseUrl, tuning }, { token: TOKEN, targetId: "t1", queueKey });

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const get: Request = { method: "GET", path: ["things"], expect: [200] };
const write = (method: Method): Request => ({
  method,
  path: ["things", "x"],
  expect: [200],
  ...(method === "DELETE" ? {} : { body: { value: "hello" } }),
});

async function failureOf(promise: Promise<unknown>): Promise<VendorError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof VendorError)) throw new Error(`expected a VendorError, got ${String(error)}`);
  return error;
}

const ok = answer(200, { fine: true });

describe("what is sent", () => {
  it("has an exact content type with a body, and neither without one", async () => {
    const { server, caller } = await open(ok);
    await caller.send(get);
    await caller.send(write("PUT"));
    await caller.send(write("DELETE"));
    const [read, put, remove] = server.seen;
    expect(read?.headers).toMatchObject({
      accept: "application/json",
      authorization: `Bearer ${TOKEN}`,
      "user-agent": `rollcall/${packageJson.version}`,
    });
    expect(put?.headers["content-type"]).toBe("application/json");
    expect(put?.body).toBe('{"value":"hello"}');
    for (const bare of [read, remove]) {
      expect(bare?.headers["content-type"]).toBeUndefined();
      expect(bare?.headers["content-length"]).toBeUndefined();
      expect(bare?.headers["transfer-encoding"]).toBeUndefined();
      expect(bare?.body).toBe("");
    }
  });

  it("goes below a base URL with a prefix and a trailing slash, ids encoded", async () => {
    const { server, queueKey } = await open(ok);
    const caller = callerOf(`${server.url}/paperspace/v1/`, queueKey);
    await caller.send({
      ...get,
      path: ["teams", "a/../b?c#d%2f é"],
      query: { limit: 5, after: "x&y", role: undefined },
    });
    expect(server.seen[0]?.url).toBe(
      "/paperspace/v1/teams/a%2F..%2Fb%3Fc%23d%252f%20%C3%A9?limit=5&after=x%26y",
    );
  });

  it.each(["", ".", "..", "...", " ", "a\nb", "x".repeat(513), "\ud800"])(
    "never has the id %j in it",
    async (id) => {
      const { server, caller } = await open(ok);
      const error = await failureOf(caller.send({ ...write("DELETE"), path: ["teams", id, "users"] }));
      expect(error).toMatchObject({ code: "INVALID_INPUT", effect: "none" });
      expect(server.seen).toHaveLength(0);
    },
  );

  it.each(["", "a b", "a\r\nX-Evil: 1", "schlüssel", "t".repeat(4097)])(
    "refuses the token %j before a call",
    (token) => {
      const make = () =>
        createCaller(
          "gitbook",
          { baseUrl: "http://127.0.0.1:1" },
          { token, targetId: "o", queueKey: "none" },
        );
      expect(make).toThrow(expect.objectContaining({ code: "INVALID_INPUT" }));
    },
  );
});

describe("what a lost or broken answer means", () => {
  const halfBody: Handler = (response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write('{"fine"');
    response.socket?.destroySoon();
  };
  const slow: Handler = (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const timer = setInterval(() => response.write(" "), 20);
    response.on("close", () => clearInterval(timer));
  };
  const redirect = answer(302, undefined, { location: "/elsewhere" });
  const errorBody = answer(200, { code: "FORBIDDEN", message: "No." });

  // fault, code, times a read is sent, effect of a write
  it.each<[string, Handler, string, number, "none" | "unknown"]>([
    ["500", answer(500, { message: "Oops" }), "VENDOR_UNAVAILABLE", 4, "unknown"],
    ["502 with HTML", answer(502, "<html>Bad gateway</html>"), "VENDOR_UNAVAILABLE", 4, "unknown"],
    ["503", answer(503), "VENDOR_UNAVAILABLE", 4, "unknown"],
    ["504", answer(504), "VENDOR_TIMEOUT", 4, "unknown"],
    ["408", answer(408), "VENDOR_TIMEOUT", 4, "unknown"],
    ["reset", reset, "VENDOR_UNAVAILABLE", 4, "unknown"],
    ["reset in the body", halfBody, "VENDOR_UNAVAILABLE", 4, "unknown"],
    ["silence", silence, "VENDOR_TIMEOUT", 4, "unknown"],
    ["a byte now and then", slow, "VENDOR_TIMEOUT", 4, "unknown"],
    ["redirect", redirect, "VENDOR_BAD_ANSWER", 1, "unknown"],
    ["another success", answer(204), "VENDOR_BAD_ANSWER", 1, "unknown"],
    ["empty", answer(200, ""), "VENDOR_BAD_ANSWER", 2, "unknown"],
    ["truncated", answer(200, '{"fine": tr'), "VENDOR_BAD_ANSWER", 2, "unknown"],
    ["HTML as JSON", answer(200, "<!doctype html>"), "VENDOR_BAD_ANSWER", 2, "unknown"],
    ["BOM", answer(200, '\uFEFF{"fine":true}'), "VENDOR_BAD_ANSWER", 2, "unknown"],
    ["not UTF-8", answer(200, Buffer.from([0x22, 0xff, 0xfe, 0x22])), "VENDOR_BAD_ANSWER", 2, "unknown"],
    ["too large", answer(200, `"${"x".repeat(200_000)}"`), "VENDOR_BAD_ANSWER", 1, "unknown"],
    ["an error as a success", errorBody, "VENDOR_BAD_ANSWER", 1, "unknown"],
    ["400", answer(400, { code: "BAD_REQUEST", message: "No." }), "VENDOR_REFUSED", 1, "none"],
    ["401", answer(401), "VENDOR_TOKEN_REFUSED", 1, "none"],
    ["403", answer(403), "VENDOR_FORBIDDEN", 1, "none"],
    ["404", answer(404), "VENDOR_NOT_FOUND", 1, "none"],
    ["409", answer(409), "VENDOR_CONFLICT", 1, "none"],
    ["418", answer(418), "VENDOR_REFUSED", 1, "none"],
    ["422", answer(422), "VENDOR_REFUSED", 1, "none"],
  ])("%s", async (_name, handler, code, reads, effect) => {
    const { server, caller } = await open(handler);
    expect(await failureOf(caller.send(get))).toMatchObject({ code, effect: "none" });
    expect(server.seen).toHaveLength(reads);
    for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const) {
      const before = server.seen.length;
      expect(await failureOf(caller.send(write(method)))).toMatchObject({ code, effect });
      expect(server.seen).toHaveLength(before + 1);
    }
  });

  it("takes a chunked body that grows past the limit for too large", async () => {
    const endless: Handler = (response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write("x".repeat(10_000)));
        response.once("drain", more);
      };
      more();
    };
    const { caller } = await open(endless);
    expect(await failureOf(caller.send(get))).toMatchObject({ code: "VENDOR_BAD_ANSWER" });
  });

  it("sends a read again until it works, and a write on a dead kept-alive socket once", async () => {
    const { server, caller } = await open(reset, answer(503), ok, reset);
    expect(await caller.send(get)).toEqual({ status: 200, json: { fine: true } });
    expect(server.seen).toHaveLength(3);
    expect(await failureOf(caller.send(write("POST")))).toMatchObject({ effect: "unknown" });
    expect(server.seen).toHaveLength(4);
  });

  it("knows that a refused connection did nothing", async () => {
    const { server, queueKey } = await open(ok);
    await server.close();
    const caller = callerOf(server.url, queueKey);
    expect(await failureOf(caller.send(write("POST")))).toMatchObject({
      code: "VENDOR_UNAVAILABLE",
      effect: "none",
    });
  });

  it("takes a success of another shape for a bad answer", async () => {
    const { caller } = await open(answer(200, { name: 5 }));
    const schema = z.object({ name: z.string() });
    expect(await failureOf(caller.fetch(get, schema))).toMatchObject({ code: "VENDOR_BAD_ANSWER" });
    expect(await failureOf(caller.fetch(write("PUT"), schema))).toMatchObject({ effect: "unknown" });
  });

  it("has no body for 204, 205 and 202", async () => {
    const { caller } = await open(answer(204), answer(205), answer(202, "whatever"));
    for (const status of [204, 205, 202]) {
      const request = { ...write("DELETE"), expect: [202, 204, 205] };
      expect(await caller.send(request)).toEqual({ status, json: undefined });
    }
  });
});

describe("a refusal's reason", () => {
  it("is the vendor's, without the token and the value that was sent", async () => {
    const message = `Bad value hunter2-hunter2 for Bearer ${TOKEN}\u0000\n${"y".repeat(500)}`;
    const { caller } = await open(answer(400, { code: "BAD_REQUEST", message }));
    const sent = { body: { value: "hunter2-hunter2" }, secretValues: ["hunter2-hunter2"] };
    const error = await failureOf(caller.send({ ...write("PATCH"), ...sent }));
    expect(error.vendorCode).toBe("BAD_REQUEST");
    expect(error.reason).toMatch(/^Bad value \[redacted\] for Bearer \[redacted\] y+$/);
    expect(error.reason).toHaveLength(300);
    expect(`${error.stack}${JSON.stringify(error)}${String(error.cause)}`).not.toMatch(
      /hunter2|made-up-token/,
    );
  });

  it("survives an error body that never ends", async () => {
    const { caller } = await open((response) => {
      response.writeHead(403);
      response.write('{"code":');
    });
    expect(await failureOf(caller.send(write("PUT")))).toMatchObject({
      code: "VENDOR_FORBIDDEN",
      effect: "none",
    });
  });
});

describe("rate limits", () => {
  const limited = (headers: Record<string, string> = {}) => answer(429, "{not json", headers);

  it("pauses the whole queue, keeps the order and doubles nothing", async () => {
    const arrivals: string[] = [];
    let calls = 0;
    const { server, caller, queueKey } = await open((response, request) => {
      calls += 1;
      if (calls <= 3) return limited({ "retry-after": "0.3" })(response, request);
      arrivals.push(request.url ?? "");
      ok(response, request);
    });
    const all = Array.from({ length: 8 }, (_, index) =>
      caller.send({ ...write("POST"), path: ["things", String(index)] }),
    );
    await expect.poll(() => queueState(queueKey).pausedUntil ?? 0).toBeGreaterThan(Date.now());
    await Promise.all(all);
    expect(new Set(arrivals).size).toBe(8);
    expect(arrivals).toHaveLength(8);
    // The call that got through the burst came first; the others follow in the order they were made.
    const rest = arrivals.slice(1);
    expect(rest).toEqual([...rest].sort());
    expect(server.most()).toBeLessThanOrEqual(4);
    const gap = (server.seen[4]?.at ?? 0) - (server.seen[2]?.at ?? 0);
    expect(gap).toBeGreaterThan(250);
    expect(queueState(queueKey)).toEqual({ running: 0, waiting: 0 });
  });

  it("backs off without headers and gives up at last, nothing done", async () => {
    const { server, caller } = await open(limited());
    expect(await failureOf(caller.send(write("POST")))).toMatchObject({
      code: "VENDOR_RATE_LIMITED",
      effect: "none",
      status: 429,
    });
    expect(server.seen).toHaveLength(6);
    const gaps = server.seen.slice(1).map((one, index) => one.at - (server.seen[index]?.at ?? 0));
    expect(gaps[4]).toBeGreaterThan((gaps[0] ?? 0) * 4);
  });

  it("lets one call try first after a pause", async () => {
    let held: (() => void) | undefined;
    const again = limited({ "retry-after": "0" });
    const probe: Handler = (response, request) => {
      held = () => ok(response, request);
    };
    const { caller, server, queueKey } = await open(again, again, again, probe, ok);
    const all = Promise.all([1, 2, 3].map(() => caller.send(get)));
    await expect.poll(() => held !== undefined).toBe(true);
    expect(queueState(queueKey)).toEqual({ running: 1, waiting: 2 });
    held?.();
    await all;
    expect(server.seen).toHaveLength(6);
  });
});

describe("the queue", () => {
  it("runs four at once, shared by every client of its key", async () => {
    const open4: (() => void)[] = [];
    const { server, queueKey } = await open((response, request) => {
      open4.push(() => ok(response, request));
    });
    const other = callerOf(server.url, queueKey, { timeoutMs: 5000 });
    const all = [1, 2, 3].flatMap(() => [callerOf(server.url, queueKey, { timeoutMs: 5000 }), other]);
    const done = Promise.all(all.map((one) => one.send(get)));
    await expect.poll(() => open4.length).toBe(4);
    expect(queueState(queueKey)).toEqual({ running: 4, waiting: 2 });
    const drain = setInterval(() => open4.shift()?.(), 5);
    await done.finally(() => clearInterval(drain));
    expect(server.most()).toBe(4);
  });

  it("can be left while waiting and in flight", async () => {
    const { server, queueKey } = await open(silence);
    const caller = callerOf(server.url, queueKey, { timeoutMs: 60_000 });
    const running = new AbortController();
    const flying = [1, 2, 3, 4].map(() =>
      failureOf(caller.send({ ...write("PUT"), signal: running.signal })),
    );
    await expect.poll(() => server.seen.length).toBe(4);
    const waiting = new AbortController();
    const parked = failureOf(caller.send({ ...write("PUT"), signal: waiting.signal }));
    waiting.abort();
    expect(await parked).toMatchObject({ code: "VENDOR_TIMEOUT", effect: "none" });
    running.abort();
    for (const error of await Promise.all(flying)) {
      expect(error).toMatchObject({ code: "VENDOR_TIMEOUT", effect: "unknown" });
    }
    expect(queueState(queueKey)).toEqual({ running: 0, waiting: 0 });
    expect(server.seen).toHaveLength(4);
  });
});
