import { beforeEach, describe, expect, it } from "vitest";
import { findViewer } from "#lib/access/auth/sessions.ts";
import { signIn } from "#lib/access/auth/sign-in.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore, useTestStore } from "#lib/store/db/db.testing.ts";
import { createFirstAdmin, ensureFirstAdmin, ensureSetupCode } from "./first-admin.ts";

const from = { address: "203.0.113.9", userAgent: "Test" };
const PASSWORD = "correct horse battery";
const quiet = () => {};
const codeOf = async (): Promise<string> => (await ensureSetupCode(quiet)) ?? "";
const first = (code: string, email = "ada@example.com") =>
  createFirstAdmin({ code, name: "Ada", email, password: PASSWORD, from });
const users = () => db().selectFrom("users").select(["email", "role"]).execute();

describeEachStore("the first admin by code", () => {
  beforeEach(async () => {
    await db().deleteFrom("sessions").execute();
    await db().deleteFrom("users").execute();
  });

  it("is made once, signed in, and then the code is gone", async () => {
    const lines: string[] = [];
    const code = await ensureSetupCode((line) => lines.push(line));
    expect(code).toMatch(/^([2-9A-Z]{5}-){3}[2-9A-Z]{5}$/);
    expect(lines).toEqual([expect.stringContaining(`setup code: ${code}`)]);
    expect(await findViewer(await first(` ${code?.toLowerCase()} `))).toMatchObject({
      role: "admin",
      name: "Ada",
    });
    await expect(first(code ?? "", "eve@example.com")).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await ensureSetupCode(quiet)).toBeNull();
    expect(await users()).toEqual([{ email: "ada@example.com", role: "admin" }]);
  });

  it("is one of two who try at once", async () => {
    const code = await codeOf();
    const results = await Promise.allSettled([1, 2, 3, 4].map((n) => first(code, `p${n}@example.com`)));
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    expect(await users()).toHaveLength(1);
  });

  it("is nobody without the newest code", async () => {
    const old = await codeOf();
    await codeOf();
    for (const code of [old, "", "AAAAA-AAAAA-AAAAA-AAAAA", "' or 1=1"]) {
      await expect(first(code)).rejects.toMatchObject({
        code: "INVALID_INPUT",
        fields: { code: [expect.any(String)] },
      });
    }
    expect(await users()).toEqual([]);
  });

  it("the store does not have the code itself", async () => {
    const code = await codeOf();
    const rows = JSON.stringify(await db().selectFrom("meta").selectAll().execute());
    expect(rows).not.toContain(code);
    expect(rows).not.toContain(code.replaceAll("-", ""));
  });
});

describe("the first admin by environment", () => {
  useTestStore({ ROLLCALL_ADMIN_EMAIL: "root@example.com", ROLLCALL_ADMIN_PASSWORD: PASSWORD });

  it("is made in an empty store, can sign in, and is not made again", async () => {
    expect(await ensureFirstAdmin()).toBe(true);
    expect(await ensureFirstAdmin()).toBe(false);
    expect(await ensureSetupCode(quiet)).toBeNull();
    expect(await users()).toEqual([{ email: "root@example.com", role: "admin" }]);
    expect(await signIn({ email: "root@example.com", password: PASSWORD, from })).toMatchObject({ ok: true });
  });
});

describe("a first admin whose given password is no password", () => {
  useTestStore({ ROLLCALL_ADMIN_EMAIL: "root@example.com", ROLLCALL_ADMIN_PASSWORD: "short" });

  it("stops the start with one line that names the variable", async () => {
    await expect(ensureFirstAdmin()).rejects.toThrow(/^ROLLCALL_ADMIN_PASSWORD must have/);
    expect(await users()).toEqual([]);
  });
});
