import { describe, expect, it } from "vitest";
import { parseEnv, replaceEnv } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { VendorError } from "#lib/vendors/port.ts";
import { toWireError } from "./wire-error.ts";

replaceEnv(parseEnv({ NODE_ENV: "test", ROLLCALL_LOG_LEVEL: "silent" }));

describe("what crosses the wire of an error", () => {
  it("is code, reason and fields, never the detail or the cause", () => {
    const error = new AppError("CONFLICT", {
      reason: "Taken",
      fields: { title: ["Taken"] },
      detail: "secret detail",
      cause: new Error("secret cause"),
    });
    expect(toWireError(error, {})).toEqual({
      code: "CONFLICT",
      reason: "Taken",
      fields: { title: ["Taken"] },
    });
  });

  it("is at most 300 characters of a vendor's reason", () => {
    const error = new VendorError("VENDOR_REFUSED", {
      vendor: "gitbook",
      effect: "none",
      reason: "x".repeat(999),
    });
    expect(toWireError(error, {}).reason).toHaveLength(300);
  });

  it("is a reference for anything unknown", () => {
    const wire = toWireError(new Error("select * from users"), {});
    expect(wire).toEqual({ code: "INTERNAL", reference: expect.stringMatching(/^\w{26}$/) });
    expect(toWireError("thrown text", {}).code).toBe("INTERNAL");
    expect(toWireError(Object.assign(new Error("no"), { code: "ENOENT" }), {}).code).not.toBe("ENOENT");
  });

  it("says that the store is the trouble where it is", () => {
    const full = Object.assign(new Error("database or disk is full"), {
      code: "ERR_SQLITE_ERROR",
      errcode: 13,
    });
    expect(toWireError(full, {})).toMatchObject({ code: "STORE_UNAVAILABLE", reference: expect.any(String) });
  });

  it("knows its own errors by shape, for another bundle has classes of its own", () => {
    class AppErrorOfAnotherBundle extends Error {
      readonly code = "NOT_FOUND";
    }
    expect(toWireError(new AppErrorOfAnotherBundle("x"), {})).toEqual({ code: "NOT_FOUND" });
  });
});
