import { describe, expect, it } from "vitest";
import { hostOf, isReachable, urlProblem } from "./address.ts";

describe("addresses that a webhook may reach", () => {
  it.each([
    "8.8.8.8",
    "1.1.1.1",
    "172.15.255.255",
    "172.32.0.1",
    "192.167.1.1",
    "2606:4700:4700::1111",
    "2a00:1450:4001:81b::200e",
  ])("%s is public", (address) => {
    expect(isReachable(address, [])).toBe(true);
  });

  it.each([
    ...["127.0.0.1", "127.255.255.254", "0.0.0.0", "0.1.2.3"],
    ...["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1", "100.64.0.1"],
    ...["169.254.169.254", "169.254.0.1", "168.63.129.16", "224.0.0.1", "255.255.255.255", "240.0.0.1"],
    ...["192.0.2.1", "198.51.100.1", "203.0.113.1", "198.18.0.1", "192.0.0.8"],
    ...["::", "::1", "0:0:0:0:0:0:0:1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:7f00:1", "::ffff:8.8.8.8"],
    ...["fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1"],
    ...["64:ff9b::7f00:1", "64:ff9b::169.254.169.254", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1"],
    ...["2001::1", "2001:db8::1", "100::1", "not an address", ""],
  ])("%s is refused", (address) => {
    expect(isReachable(address, [])).toBe(false);
  });

  it("lets the settings allow single addresses and networks, and nothing beside them", () => {
    const allowed = ["10.1.0.0/16", "127.0.0.1", "fd00::/8", "hooks.corp"];
    for (const address of ["10.1.2.3", "127.0.0.1", "fd12::1"])
      expect(isReachable(address, allowed)).toBe(true);
    for (const address of ["10.2.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1", "fc00::1"])
      expect(isReachable(address, allowed)).toBe(false);
  });
});

describe("what is wrong with a webhook's URL", () => {
  it.each(["https://hooks.example.com/x?y=1", "https://hooks.example.com:8443/", "https://8.8.8.8/x"])(
    "%s is fine",
    (url) => expect(urlProblem(url, [])).toBeUndefined(),
  );

  it.each([
    ["http://hooks.example.com/", /Only https/],
    ["ftp://hooks.example.com/", /Only https/],
    ["file:///etc/passwd", /Only https/],
    ["javascript:alert(1)", /Only https/],
    ["https://user:pass@hooks.example.com/", /user name and password/],
    ["https://token@hooks.example.com/", /user name and password/],
    ["hooks.example.com", /begin with https/],
    ["https://hooks.example.com:0/", /Port 0/],
    [`https://hooks.example.com/${"x".repeat(2_000)}`, /at most/],
    ["https://127.0.0.1/", /private network/],
    ["https://127.1/", /private network/],
    ["https://0x7f.1/", /private network/],
    ["https://0177.0.0.1/", /private network/],
    ["https://2130706433/", /private network/],
    ["https://0/", /private network/],
    ["https://１２７.0.0.1/", /private network/],
    ["https://[::1]/", /private network/],
    ["https://[::ffff:127.0.0.1]/", /private network/],
    ["https://[::ffff:a9fe:a9fe]/", /private network/],
    ["https://[64:ff9b::7f00:1]/", /private network/],
    ["https://169.254.169.254/latest/meta-data/", /private network/],
    ["https://localhost/", /private network/],
    ["https://LOCALHOST./", /private network/],
    ["https://x.localhost/", /private network/],
    ["https://metadata.google.internal/", /private network/],
  ])("%s is refused", (url, words) => {
    expect(urlProblem(url, [])).toMatch(words);
  });

  it("allows what the settings name, with http too", () => {
    const allowed = ["127.0.0.1", "hooks.internal"];
    for (const url of ["http://127.0.0.1:9/x", "http://hooks.internal/x", "https://hooks.internal./"])
      expect(urlProblem(url, allowed)).toBeUndefined();
    expect(urlProblem("http://evil-hooks.internal/", allowed)).toMatch(/Only https/);
    expect(urlProblem("ftp://127.0.0.1/", allowed)).toMatch(/Only https/);
    expect(urlProblem("http://a:b@127.0.0.1/", allowed)).toMatch(/user name/);
  });

  it("reads the host as it is looked up", () => {
    expect(hostOf(new URL("https://[2606:4700::1]:8443/"))).toBe("2606:4700::1");
    expect(hostOf(new URL("https://Hooks.Example.COM./"))).toBe("hooks.example.com");
  });
});
