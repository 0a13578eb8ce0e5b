import { describe, expect, it } from "vitest";
import { networkOf, requestOrigin } from "./request.ts";

describe("where a request comes from", () => {
  it("is the last address, which our own server wrote", () => {
    const headers = new Headers({ "x-forwarded-for": "1.1.1.1, 203.0.113.9" });
    expect(requestOrigin(headers).address).toBe("203.0.113.9");
  });

  it("is an IPv4 address also when the socket speaks IPv6", () => {
    expect(requestOrigin(new Headers({ "x-forwarded-for": "::ffff:203.0.113.9" })).address).toBe(
      "203.0.113.9",
    );
  });

  it("is bounded and never empty", () => {
    const headers = new Headers({ "user-agent": "a".repeat(5000) });
    expect(requestOrigin(headers)).toEqual({ address: "unknown", userAgent: "a".repeat(256) });
  });
});

describe("the network that is slowed down", () => {
  it.each([
    ["203.0.113.9", "203.0.113.9"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002::9", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["unknown", "unknown"],
  ])("of %s is %s", (address, network) => expect(networkOf(address)).toBe(network));
});
