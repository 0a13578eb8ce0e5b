import { createHmac } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { parseEnv, replaceEnv } from "#lib/core/env.ts";
import { type Receiver, startReceiver } from "#lib/insight/webhooks/webhooks.testing.ts";
import { postWebhook } from "./post.ts";
import { newSigningSecret, signatureHeaders } from "./sign.ts";

const resolve = vi.hoisted(() => vi.fn());
vi.mock("node:dns/promises", () => ({ lookup: resolve }));

const allow = (hosts: string) =>
  replaceEnv(parseEnv({ NODE_ENV: "test", ROLLCALL_LOG_LEVEL: "silent", ROLLCALL_WEBHOOK_ALLOW: hosts }));
const post = (url: string, timeoutMs?: number) =>
  postWebhook(
    { url, secret: "whsec_test", type: "webhook.test", eventId: "e1", body: '{"id":"e1"}' },
    timeoutMs,
  );

describe("sending a webhook", () => {
  const open: Receiver[] = [];
  const receiver = async (...given: Parameters<typeof startReceiver>) => {
    const one = await startReceiver(...given);
    open.push(one);
    return one;
  };
  beforeEach(() => {
    allow("127.0.0.1");
    resolve.mockReset();
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  it("posts the body with a signature that the secret explains", async () => {
    const to = await receiver();
    expect(await post(to.url)).toEqual({ ok: true, status: 204 });
    const [got] = to.received;
    expect(got?.body).toBe('{"id":"e1"}');
    expect(got?.headers).toMatchObject({
      "content-type": "application/json",
      "rollcall-event": "webhook.test",
      "rollcall-event-id": "e1",
    });
    const [, at = "", digest = ""] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(got?.headers["rollcall-signature"])) ?? [];
    expect(createHmac("sha256", "whsec_test").update(`${at}.${got?.body}`).digest("hex")).toBe(digest);
    expect(Math.abs(Number(at) - Date.now() / 1_000)).toBeLessThan(60);
  });

  it("signs as libraries of Standard Webhooks verify it", async () => {
    const secret = newSigningSecret();
    const to = await receiver();
    await postWebhook({ url: to.url, secret, type: "webhook.test", eventId: "e2", body: '{"id":"e2"}' });
    const [got] = to.received;
    const headers = got?.headers as Record<string, string>;
    expect(new Webhook(secret).verify(got?.body ?? "", headers)).toEqual({ id: "e2" });
    expect(() => new Webhook(secret).verify('{"id":"e3"}', headers)).toThrow();
    expect(() => new Webhook(newSigningSecret()).verify(got?.body ?? "", headers)).toThrow();
  });

  it("signs with the bytes of a secret that was made in base64url", () => {
    const bytes = Buffer.from("fbff".repeat(16), "hex");
    const [older, newer] = [bytes.toString("base64url"), bytes.toString("base64")];
    expect(older).not.toBe(newer);
    const headers = signatureHeaders(`whsec_${older}`, "e4", '{"id":"e4"}', Date.now());
    expect(new Webhook(`whsec_${newer}`).verify('{"id":"e4"}', headers)).toEqual({ id: "e4" });
  });

  it("connects to the address that was checked, and looks up nothing a second time", async () => {
    const to = await receiver();
    allow("hooks.corp");
    resolve.mockResolvedValueOnce([{ address: "127.0.0.1", family: 4 }]);
    resolve.mockRejectedValue(new Error("a second lookup"));
    expect(await post(`http://hooks.corp:${to.port}/x`)).toEqual({ ok: true, status: 204 });
    expect(resolve).toHaveBeenCalledTimes(1);
    expect(to.received[0]?.headers.host).toBe(`hooks.corp:${to.port}`);
  });

  it.each([
    [["127.0.0.1"]],
    [["8.8.8.8", "10.0.0.1"]],
    [["::1"]],
    [["::ffff:127.0.0.1"]],
    [["169.254.169.254"]],
  ])("refuses a name that stands for %j", async (addresses) => {
    allow("");
    resolve.mockResolvedValue(
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );
    expect(await post("https://rebinding.example.com/")).toMatchObject({
      ok: false,
      error: expect.stringMatching(/private network/),
    });
  });

  it("asks the address itself what it is, at each attempt: what was allowed once need not be", async () => {
    const to = await receiver();
    allow("");
    expect(await post(to.url)).toMatchObject({ ok: false, error: expect.stringMatching(/Only https/) });
    expect(to.received).toEqual([]);
  });

  it("follows no redirect", async () => {
    const inner = await receiver();
    const to = await receiver((response) => response.writeHead(307, { location: inner.url }).end());
    expect(await post(to.url)).toEqual({
      ok: false,
      status: 307,
      error: "Answered 307: redirects are not followed",
    });
    expect(inner.received).toEqual([]);
  });

  it("says what was answered, and nothing of the answer's text", async () => {
    const to = await receiver((response) => response.writeHead(500).end("canary-of-the-receiver"));
    expect(await post(to.url)).toEqual({ ok: false, status: 500, error: "Answered 500" });
  });

  it("gives up on silence, and on an address where nobody listens", async () => {
    const silent = await receiver(() => undefined);
    expect(await post(silent.url, 200)).toEqual({ ok: false, error: "No answer in 0.2 s" });
    const gone = await receiver();
    await gone.close();
    expect(await post(gone.url)).toEqual({ ok: false, error: "The connection was refused" });
    resolve.mockReturnValue(new Promise(() => undefined));
    expect(await post("https://slow-name.example.com/", 100)).toEqual({
      ok: false,
      error: "No answer in 0.1 s",
    });
    resolve.mockRejectedValue(Object.assign(new Error("x"), { code: "ENOTFOUND" }));
    expect(await post("https://nobody.example.com/")).toEqual({ ok: false, error: "The host is not known" });
  });

  it("is not held up by an answer without end", async () => {
    const to = await receiver((response) => {
      response.writeHead(200);
      const more = () => {
        while (response.writable && response.write("x".repeat(65_536)));
      };
      response.on("drain", more);
      more();
    });
    expect(await post(to.url)).toEqual({ ok: true, status: 200 });
    await vi.waitFor(() => expect(to.received).toHaveLength(1));
  });
});
