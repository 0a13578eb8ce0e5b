import { describe, expect, it } from "vitest";
import { redactReason } from "./redact.ts";
import { isErrorBody, meaningOf, wordsOf } from "./status.ts";

describe("meaningOf", () => {
  it.each([
    [400, "VENDOR_REFUSED", "none"],
    [401, "VENDOR_TOKEN_REFUSED", "none"],
    [402, "VENDOR_REFUSED", "none"],
    [403, "VENDOR_FORBIDDEN", "none"],
    [404, "VENDOR_NOT_FOUND", "none"],
    [408, "VENDOR_TIMEOUT", "unknown"],
    [409, "VENDOR_CONFLICT", "none"],
    [410, "VENDOR_NOT_FOUND", "none"],
    [413, "VENDOR_REFUSED", "none"],
    [422, "VENDOR_REFUSED", "none"],
    [429, "VENDOR_RATE_LIMITED", "none"],
    [500, "VENDOR_UNAVAILABLE", "unknown"],
    [504, "VENDOR_TIMEOUT", "unknown"],
    [599, "VENDOR_UNAVAILABLE", "unknown"],
    [301, "VENDOR_BAD_ANSWER", "unknown"],
    [206, "VENDOR_BAD_ANSWER", "unknown"],
  ])("%i is %s, a write's effect %s", (status, code, writeEffect) => {
    for (const vendor of ["paperspace", "gitbook"] as const) {
      expect(meaningOf(vendor, status)).toMatchObject({ code, writeEffect });
    }
  });

  it("knows a taken title, and codes that are finer than a 400", () => {
    const reason = "This name is already taken by another team in your organization.";
    expect(meaningOf("gitbook", 400, { reason }).code).toBe("VENDOR_CONFLICT");
    expect(meaningOf("gitbook", 400, { reason: "Title is too long" }).code).toBe("VENDOR_REFUSED");
    expect(meaningOf("paperspace", 400, { vendorCode: "CONFLICT" }).code).toBe("VENDOR_CONFLICT");
    expect(meaningOf("paperspace", 400, { vendorCode: "SOMETHING_NEW" }).code).toBe("VENDOR_REFUSED");
  });
});

describe("wordsOf", () => {
  it("reads both vendors' errors, and issues in both places", () => {
    expect(wordsOf({ code: "NOT_FOUND", message: "No such team" }, [])).toEqual({
      reason: "No such team",
      vendorCode: "NOT_FOUND",
    });
    expect(wordsOf({ error: { code: 400, message: "Bad title" } }, [])).toEqual({ reason: "Bad title" });
    const issues = [{ path: ["name"], message: "Too long" }];
    expect(wordsOf({ code: "BAD_REQUEST", message: "Invalid", issues }, []).reason).toBe(
      "Invalid · Too long",
    );
    expect(wordsOf({ message: "Invalid", details: { issues } }, []).reason).toBe("Invalid · Too long");
    for (const odd of [null, 5, "text", [], {}, { error: null }, { message: 7 }]) {
      expect(wordsOf(odd, []).reason).toBeUndefined();
    }
  });
});

describe("isErrorBody", () => {
  it("tells an error from a success", () => {
    expect(isErrorBody({ code: "FORBIDDEN", message: "No" })).toBe(true);
    expect(isErrorBody({ error: { code: 500, message: "No" } })).toBe(true);
    expect(isErrorBody({ error: "No" })).toBe(true);
    expect(isErrorBody({ name: "A", dtCreated: "2024-01-01T00:00:00Z" })).toBe(false);
    expect(isErrorBody(null)).toBe(false);
  });
});

describe("redactReason", () => {
  it("masks a secret in every spelling", () => {
    const secret = 'p@ss"w\\rd/12345';
    const echoes = [secret, JSON.stringify(secret), encodeURIComponent(secret), btoa(secret)];
    for (const echo of echoes) {
      const reason = redactReason(`got ${echo} here`, [secret]);
      expect(reason).toContain("[redacted]");
      expect(reason).not.toContain("12345");
    }
  });

  it("masks a piece of a long secret, and a short one that stands alone", () => {
    const secret = "0123456789abcdefghijklmnop";
    expect(redactReason("value 0123456789abcd… is bad", [secret])).toBe("value [redacted]… is bad");
    expect(redactReason('value "abc" is bad, abcs are not', ["abc"])).toBe(
      'value "[redacted]" is bad, abcs are not',
    );
  });

  it("masks a secret of several lines, and any bearer credential", () => {
    expect(redactReason("got line one\nline two!", ["line one\nline two"])).toBe("got [redacted]!");
    expect(redactReason("got line one line two!", ["line one\nline two"])).toBe("got [redacted]!");
    expect(redactReason("Authorization: Bearer abc.def-ghi", [])).toBe("Authorization: Bearer [redacted]");
  });

  it("clips without breaking a character, and says nothing of nothing", () => {
    const reason = redactReason(`${"x".repeat(299)}😀`, []);
    expect(reason).toBe("x".repeat(299));
    expect(redactReason("\u0000\n ", [])).toBeUndefined();
  });
});
