import { afterEach, describe, expect, it, vi } from "vitest";
import { log } from "#lib/core/log.ts";
import { send, startFront, stopFront } from "./front.testing.ts";
import { signClient } from "./passed-on.ts";

const CLIENT = { address: "198.51.100.9", proto: "https", host: "rollcall.example" };

afterEach(stopFront);

describe("what a request says after the front", () => {
  it("says the socket's address, whatever a stranger claims", async () => {
    const { port } = await startFront();
    const headers = {
      "X-Forwarded-For": "203.0.113.9",
      "X-Forwarded-Proto": "https",
      "X-Forwarded-Host": "evil.example",
    };
    const { seen } = await send(port, { headers });
    expect(seen.headers["x-forwarded-for"]).toBe("127.0.0.1");
    expect(seen.headers["x-forwarded-proto"]).toBe("http");
    expect(seen.headers["x-forwarded-host"]).toBe(`127.0.0.1:${port}`);
    expect(seen.raw.join(" ")).not.toContain("203.0.113.9");
  });

  it("believes a trusted proxy, as far back as the last hop that is not trusted", async () => {
    const { port } = await startFront(["127.0.0.0/8", "10.0.0.0/8", "2001:db8::/32"]);
    const headers = {
      "X-Forwarded-For": "1.1.1.1, 198.51.100.7, 10.1.2.3",
      "X-Forwarded-Proto": "https",
      "X-Forwarded-Host": "rollcall.example",
    };
    const { seen } = await send(port, { headers });
    expect(seen.headers["x-forwarded-for"]).toBe("198.51.100.7");
    expect(seen.headers["x-forwarded-proto"]).toBe("https");
    expect(seen.headers["x-forwarded-host"]).toBe("rollcall.example");
  });

  it.each([
    ["198.51.100.7:41222", "198.51.100.7"],
    ["[2001:DB8:0::7]:41222", "2001:db8::7"],
    ["[2001:db8::7]", "2001:db8::7"],
    ['"[2001:db8::7]:41222"', "2001:db8::7"],
    ["::ffff:198.51.100.7", "198.51.100.7"],
    ["[::ffff:c633:6407]:80", "198.51.100.7"],
    ["fe80::1%eth0", "fe80::1"],
    ["198.51.100.7, 10.1.2.3:8080", "198.51.100.7"],
    ["198.51.100.7, [::1]:8080", "198.51.100.7"],
    // What is no address is nobody's: the nearest one that is known stands.
    ["unknown", "127.0.0.1"],
    ["_hidden", "127.0.0.1"],
    ["<script>", "127.0.0.1"],
    ["198.51.100.7, unknown, 10.1.2.3", "10.1.2.3"],
    ["198.51.100.7:99:99", "127.0.0.1"],
    ["", "127.0.0.1"],
  ])("reads the address in %s", async (chain, address) => {
    const { port } = await startFront(["127.0.0.0/8", "10.0.0.0/8", "::1"]);
    const { seen } = await send(port, { headers: { "X-Forwarded-For": chain } });
    expect(seen.headers["x-forwarded-for"]).toBe(address);
  });

  it.each([
    ["no Host, as nginx does it", "127.0.0.1:3000", {}],
    ["a Host without its port", "rollcall.example", {}],
    ["another X-Forwarded-Host", "127.0.0.1:3000", { "X-Forwarded-Host": "backend:3000" }],
    ["the other protocol", "rollcall.example:8443", { "X-Forwarded-Proto": "http" }],
  ])("speaks for the origin that people use, behind a proxy that passes %s", async (_, host, more) => {
    for (const trusted of [["127.0.0.1"], []]) {
      const { port } = await startFront(trusted, true, "https://rollcall.example:8443");
      const headers = { Host: host, Origin: "https://rollcall.example:8443", ...more };
      const { seen } = await send(port, { headers });
      expect(seen.headers["x-forwarded-host"]).toBe("rollcall.example:8443");
      expect(seen.headers["x-forwarded-proto"]).toBe("https");
      await stopFront();
    }
  });

  it("lets no stranger's origin agree with it", async () => {
    const { port } = await startFront([], true, "https://rollcall.example");
    const headers = { Host: "evil.example", Origin: "https://evil.example" };
    expect((await send(port, { headers })).seen.headers["x-forwarded-host"]).toBe("rollcall.example");
  });

  it("says in the log what to set where nobody said which origin people use, once a minute", async () => {
    const warned = vi.spyOn(log, "warn").mockImplementation(() => undefined);
    const headers = { Host: "127.0.0.1:3000", Origin: "https://rollcall.example" };
    for (const ownUrl of ["https://rollcall.example", undefined]) {
      const { port } = await startFront([], false, ownUrl);
      await send(port, { method: "POST", headers: { ...headers, Origin: "http://127.0.0.1:3000" } });
      await send(port, { headers });
      expect(warned).not.toHaveBeenCalled();
      for (let time = 0; time < 3; time++) await send(port, { method: "POST", headers });
      if (ownUrl === undefined) expect(warned).toHaveBeenCalledTimes(1);
      await stopFront();
    }
    expect(warned.mock.lastCall?.[1]).toContain("set ROLLCALL_URL to that origin");
    warned.mockRestore();
  });

  it("keeps this machine's other name for itself", async () => {
    const { port } = await startFront([], false, "http://127.0.0.1:3000");
    const other = { Host: "localhost:3000", Origin: "http://localhost:3000" };
    expect((await send(port, { headers: other })).seen.headers["x-forwarded-host"]).toBe("localhost:3000");
    const crossed = { Host: "127.0.0.1:3000", Origin: "http://localhost:4000" };
    expect((await send(port, { headers: crossed })).seen.headers["x-forwarded-host"]).toBe("127.0.0.1:3000");
  });

  it("knows the client again when Next passes an action on to this server", async () => {
    const { port } = await startFront(["127.0.0.1"]);
    const came = { "X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https", Host: "rollcall.lan" };
    const { headers: first } = (await send(port, { headers: came })).seen;
    await stopFront();
    const again = await startFront();
    const signed = String(first["rollcall-client"]);
    const passedOn = { "X-Action-Forwarded": "1", "X-Forwarded-For": "127.0.0.1" };
    const { headers } = (await send(again.port, { headers: { ...passedOn, "rollcall-client": signed } }))
      .seen;
    expect(headers).toMatchObject({
      "x-forwarded-for": "198.51.100.7",
      "x-forwarded-proto": "https",
      "x-forwarded-host": "rollcall.lan",
      "x-action-forwarded": "1",
    });
  });

  it.each([
    ["nobody signed", () => "e30.e30"],
    ["somebody changed", (signed: string) => `x${signed}`],
    ["has an end", (signed: string) => `${signed}.x`],
    ["is old", () => signClient(CLIENT, Date.now() - 61_000)],
  ])("believes no client that %s", async (_, forge) => {
    const { port } = await startFront();
    const headers = { "rollcall-client": forge(signClient(CLIENT)), "X-Action-Forwarded": "1" };
    const { seen } = await send(port, { headers });
    expect(seen.headers["x-forwarded-for"]).toBe("127.0.0.1");
    expect(seen.headers["x-action-forwarded"]).toBeUndefined();
    expect(seen.raw.join(" ")).not.toContain(headers["rollcall-client"]);
  });

  it("drops what only Next itself may say", async () => {
    const { port } = await startFront();
    const names = [
      "x-middleware-subrequest",
      "x-nextjs-data",
      "x-matched-path",
      "x-invoke-path",
      "x-now-route-matches",
      "X-Nonce",
      "Content-Security-Policy",
      "Forwarded",
      "X-Original-URL",
    ];
    const headers = Object.fromEntries(names.map((name) => [name, "canary-from-outside"]));
    const { seen } = await send(port, { headers: { ...headers, RSC: "1" } });
    expect(JSON.stringify(seen)).not.toContain("canary-from-outside");
    expect(seen.headers.rsc).toBe("1");
  });
});
