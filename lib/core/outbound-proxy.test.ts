import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { TlsOptions } from "node:tls";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { discover } from "#lib/access/oidc/discovery.ts";
import { OidcError } from "#lib/access/oidc/problems.ts";
import { EnvError, parseEnv, replaceEnv } from "#lib/core/env.ts";
import { startReceiver } from "#lib/insight/webhooks/webhooks.testing.ts";
import { makeCertificate } from "#lib/store/audit/streams/certificate.testing.ts";
import { postWebhook } from "#lib/store/outbox/post.ts";
import { createCaller } from "#lib/vendors/fetch.ts";
import { VendorError } from "#lib/vendors/port.ts";
import { answer, type ScriptedServer, scriptedServer } from "#lib/vendors/scripted-server.ts";
import { proxyFor, startOutboundProxy } from "./outbound-proxy.ts";
import { startTestProxy } from "./proxy.testing.ts";

const resolve = vi.hoisted(() => vi.fn());
vi.mock("node:dns/promises", () => ({ lookup: resolve }));

type Proxy = Awaited<ReturnType<typeof startTestProxy>>;
let proxy: Proxy;
let vendor: ScriptedServer;
const settings = (more: Record<string, string> = {}) =>
  replaceEnv(parseEnv({ NODE_ENV: "test", ROLLCALL_LOG_LEVEL: "silent", HTTPS_PROXY: proxy.url, ...more }));
const fast = { timeoutMs: 2_000, backoffsMs: [] };
const callVendor = (host: string, method: "GET" | "POST" = "GET") =>
  createCaller(
    "gitbook",
    { baseUrl: vendor.url.replace("127.0.0.1", host), tuning: fast },
    { token: "made-up-token-0123456789", targetId: "t1", queueKey: `proxy-${host}` },
  ).send({ method, path: ["things"], expect: [200] });

// Also for http, as the vendor of this test has no certificate: real ones are called over https.
beforeEach(async () => {
  vendor = await scriptedServer(answer(200, { fine: true }));
  proxy = await startTestProxy((target) => target.startsWith("refused."));
  settings({ HTTP_PROXY: proxy.url, NO_PROXY: "inside.example" });
  startOutboundProxy();
  resolve.mockReset();
});
afterEach(async () => {
  await proxy.close();
  await vendor.close();
});

describe("what goes out where HTTPS_PROXY is set", () => {
  it("asks it for vendors, with its password, and calls this machine straight", async () => {
    expect(await callVendor("vendor.example")).toMatchObject({ status: 200 });
    expect(proxy.asked).toEqual([`vendor.example:${new URL(vendor.url).port}`]);
    expect(proxy.credentials).toEqual([`Basic ${Buffer.from("robot:pass@word").toString("base64")}`]);
    expect(vendor.seen).toHaveLength(1);
    await callVendor("127.0.0.1");
    expect([proxy.asked.length, vendor.seen.length]).toEqual([1, 2]);
  });

  it("knows that nothing was changed where the proxy says no, and that it was the proxy", async () => {
    const failure = await callVendor("refused.example", "POST").catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(VendorError);
    expect(failure).toMatchObject({ effect: "none", detail: expect.stringContaining("PROXY_REFUSED") });
    expect(String(failure)).not.toContain("pass");
    expect(vendor.seen).toEqual([]);
  });

  it("asks it for OpenID providers", async () => {
    const issuer = "https://refused.id.example";
    const found = discover({ ...PROVIDER, issuer }).catch((error: unknown) => error);
    expect(await found).toBeInstanceOf(OidcError);
    expect(String(await found)).toContain("PROXY_REFUSED");
    expect(proxy.asked).toEqual(["refused.id.example:443"]);
  });
});

const PROVIDER = { id: "acme", name: "Acme", clientId: "rollcall", scopes: [], roleMap: {} };

describe("a webhook where HTTPS_PROXY is set", () => {
  const post = (url: string) =>
    postWebhook({ url, secret: "whsec_test", type: "t", eventId: "e", body: "{}" }, 2_000);

  it("asks the proxy for the address that was checked, and the receiver for its certificate by name", async () => {
    const names: string[] = [];
    const server = await receiver(names);
    const { port } = server.address() as AddressInfo;
    resolve.mockResolvedValue([{ address: "9.9.9.9", family: 4 }]);
    expect(await post(`https://hooks.example:${port}/in`)).toEqual({
      ok: false,
      error: "Its certificate is self-signed",
    });
    expect(proxy.asked).toEqual([`9.9.9.9:${port}`]);
    expect(names).toEqual(["hooks.example"]);
    server.close();
  });

  it.each(["127.0.0.1", "10.0.0.8", "169.254.169.254", "::1", "::ffff:10.0.0.8"])(
    "is refused before the proxy is asked where its name stands for %s",
    async (address) => {
      resolve.mockResolvedValue([{ address, family: address.includes(":") ? 6 : 4 }]);
      expect((await post("https://rebinding.example/")).error).toMatch(/private network/);
      expect(proxy.asked).toEqual([]);
    },
  );

  it("goes straight to what ROLLCALL_WEBHOOK_ALLOW or NO_PROXY name", async () => {
    settings({ HTTP_PROXY: proxy.url, ROLLCALL_WEBHOOK_ALLOW: "hooks.corp, 127.0.0.0/8" });
    const to = await startReceiver();
    resolve.mockResolvedValue([{ address: "127.0.0.1", family: 4 }]);
    expect(await post(`http://hooks.corp:${to.port}/x`)).toEqual({ ok: true, status: 204 });
    await to.close();
    expect(proxy.asked).toEqual([]);
  });

  it("says that it was the proxy, or the look-up before it", async () => {
    await proxy.close();
    resolve.mockResolvedValue([{ address: "9.9.9.9", family: 4 }]);
    expect((await post("https://hooks.example/")).error).toMatch(/^The proxy that HTTPS_PROXY names/);
    resolve.mockRejectedValue(Object.assign(new Error("x"), { code: "ENOTFOUND" }));
    expect((await post("https://hooks.example/")).error).toMatch(/checked before the proxy is asked/);
  });
});

describe("the proxy's settings", () => {
  it.each([
    ["https://api.gitbook.com/v1", true],
    ["https://corp.example/", false],
    ["https://deep.corp.example/", false],
    ["https://notcorp.example/", true],
    ["https://one.example:8443/", false],
    ["https://one.example/", true],
    ["https://localhost:3000/", false],
    ["https://[::1]:3000/", false],
    ["https://10.9.8.7/", false],
    ["http://plain.example/", false],
  ])("%s goes through it: %s", (url, isThrough) => {
    settings({ NO_PROXY: "corp.example, one.example:8443 10.9.8.7" });
    expect(proxyFor(new URL(url)) !== undefined).toBe(isThrough);
    settings({ NO_PROXY: "*" });
    expect(proxyFor(new URL(url))).toBeUndefined();
  });

  it("are read in small letters too, and in their own sentence refused", () => {
    expect(parseEnv({ https_proxy: "http://proxy:3128" }).HTTPS_PROXY).toBe("http://proxy:3128");
    for (const bad of ["socks5://proxy:1080", "proxy:3128", "http://proxy:3128/path"])
      expect(() => parseEnv({ HTTPS_PROXY: bad })).toThrow(EnvError);
    expect(() => parseEnv({ HTTPS_PROXY: "socks5://a:secret@proxy" })).toThrow(
      /^HTTPS_PROXY must be an http:\/\/ or https:\/\/ address of a proxy; other kinds \(SOCKS\)/,
    );
  });
});

/** A receiver with a certificate that signed itself; notes for which name it is asked. */
async function receiver(names: string[]): Promise<Server> {
  const certificate = makeCertificate();
  const SNICallback: TlsOptions["SNICallback"] = (name, done) => {
    names.push(name);
    done(null);
  };
  const server = createServer({ ...certificate, SNICallback }, (_request, response) => response.end());
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return server;
}
