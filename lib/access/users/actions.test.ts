import { beforeEach, describe, expect, it, vi } from "vitest";
import { EMPTY_FORM } from "#lib/access/action/form-state.ts";
import { signInAction } from "#lib/access/auth/actions.ts";
import { writeSessionCookie } from "#lib/access/auth/next-auth.ts";
import { hashPassword } from "#lib/access/auth/password.ts";
import { startSession } from "#lib/access/auth/sessions.ts";
import type { WireError } from "#lib/core/errors.ts";
import { can, type Permission, ROLES, type Role, STEP_UP } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { setTestEnv, useTestStore } from "#lib/store/db/db.testing.ts";
import * as actions from "./actions.ts";
import { insertUser } from "./mutations.ts";

const ORIGIN = "http://127.0.0.1:3000";
const request = vi.hoisted(() => ({ headers: new Headers(), cookies: new Map<string, string>() }));
vi.mock("next/headers", () => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) => {
      const value = request.cookies.get(name);
      return value === undefined ? undefined : { name, value };
    },
    set: (name: string, value: string) => request.cookies.set(name, value),
  }),
}));
vi.mock("next/cache", () => ({ revalidatePath: () => undefined }));

const from = { address: "203.0.113.9", userAgent: "Test" };
let count = 0;

async function signInAs(role: Role): Promise<string> {
  const email = `${role}${count++}@example.com`;
  const passwordHash = await hashPassword("correct horse battery");
  const [userId, sessionId] = await transact(async (tx) => {
    const id = await insertUser(tx, { name: email, email, role, passwordHash });
    return [id, await startSession(tx, id, from)] as const;
  });
  await writeSessionCookie(sessionId);
  return userId;
}

const form = (fields: Record<string, string>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
};

/** Every action of this feature, with input that its schema takes; what it then does is other tests' business. */
const CALLS: Record<keyof typeof actions, [Permission, () => Promise<{ error?: WireError | undefined }>]> = {
  inviteUserAction: [
    "user.invite",
    async () => wire(await actions.inviteUserAction({ email: "n@x.org", role: "viewer" })),
  ],
  revokeInviteAction: [
    "user.invite",
    async () => wire(await actions.revokeInviteAction({ inviteId: "none" })),
  ],
  setZoneAction: [
    "profile.setZone",
    async () => wire(await actions.setZoneAction({ zone: "Europe/Berlin" })),
  ],
  setUserRoleAction: [
    "user.setRole",
    async () => wire(await actions.setUserRoleAction({ userId: "none", role: "viewer" })),
  ],
  setUserDisabledAction: [
    "user.disable",
    async () => wire(await actions.setUserDisabledAction({ userId: "none", isDisabled: true })),
  ],
  resetPasswordAction: [
    "user.resetPassword",
    async () => wire(await actions.resetPasswordAction({ userId: "none" })),
  ],
  changePasswordAction: [
    "profile.changePassword",
    async () => {
      const fields = { currentPassword: "wrong", newPassword: "another long one" };
      return { error: (await actions.changePasswordAction(EMPTY_FORM, form(fields))).error };
    },
  ],
  endSessionAction: [
    "profile.endSessions",
    async () => wire(await actions.endSessionAction({ sessionId: "none" })),
  ],
  endSessionsAction: ["session.end", async () => wire(await actions.endSessionsAction({ userId: "none" }))],
  endOtherSessionsAction: ["profile.endSessions", async () => wire(await actions.endOtherSessionsAction())],
};
const wire = (result: { serverError?: WireError | undefined }) => ({ error: result.serverError });

describe("every action of users and profile", () => {
  useTestStore({ ROLLCALL_URL: ORIGIN });
  beforeEach(() => {
    request.headers = new Headers({
      origin: ORIGIN,
      host: "127.0.0.1:3000",
      "x-forwarded-for": "203.0.113.9",
    });
    request.cookies.clear();
  });

  const cases = Object.entries(CALLS).map(([name, [permission, call]]) => ({ name, permission, call }));
  const byRole = cases.flatMap((one) =>
    ROLES.map((role) => ({ ...one, role, may: can({ role }, one.permission) })),
  );

  it("is in this test", () => {
    expect(Object.keys(CALLS).sort()).toEqual(Object.keys(actions).sort());
  });

  it.each(byRole)("$name as $role: $may", async ({ call, role, may, permission }) => {
    const userId = await signInAs(role);
    const { error } = await call();
    if (may) expect(error?.code).not.toBe("FORBIDDEN");
    else expect(error).toEqual({ code: "FORBIDDEN" });
    const refusals = await db()
      .selectFrom("events")
      .select("body")
      .where("action", "=", "access.refused")
      .where("actor", "=", userId)
      .execute();
    expect(refusals).toHaveLength(may ? 0 : 1);
    if (!may) expect(refusals[0]?.body).toContain(permission);
  });

  it.each(cases)("$name without a session", async ({ call }) => {
    expect((await call()).error).toEqual({ code: "UNAUTHENTICATED" });
    request.cookies.set("rollcall.session", "made.up.by.a.stranger");
    expect((await call()).error).toEqual({ code: "UNAUTHENTICATED" });
  });

  it.each(cases)("$name from another origin, or from none", async ({ call }) => {
    await signInAs("admin");
    for (const origin of ["https://evil.example", "null", undefined]) {
      if (origin === undefined) request.headers.delete("origin");
      else request.headers.set("origin", origin);
      expect((await call()).error?.code).toBe("FORBIDDEN");
    }
  });

  it.each(cases)("$name of a session that proved nothing lately", async ({ call, permission }) => {
    const userId = await signInAs("admin");
    await db().updateTable("sessions").set({ proved_at: null }).where("user_id", "=", userId).execute();
    const { error } = await call();
    if (STEP_UP.has(permission)) expect(error).toEqual({ code: "STEP_UP_NEEDED" });
    else expect(error?.code).not.toBe("STEP_UP_NEEDED");
  });

  it.each(cases)("$name of somebody whose role asks for two-factor", async ({ call }) => {
    await signInAs("admin");
    setTestEnv({ ROLLCALL_TWO_FACTOR_ROLES: "admin" });
    expect((await call()).error).toEqual({ code: "TWO_FACTOR_NEEDED" });
    setTestEnv({ ROLLCALL_TWO_FACTOR_ROLES: "" });
  });

  it("refuses fields that it does not know", async () => {
    await signInAs("admin");
    const input = { userId: "none", role: "viewer" as const, isOwner: true };
    const result = await actions.setUserRoleAction(input);
    expect(result.validationErrors).toBeDefined();
  });
});

describe("the sign-in form", () => {
  useTestStore({ ROLLCALL_URL: ORIGIN });
  beforeEach(() => {
    request.headers = new Headers({
      origin: ORIGIN,
      host: "127.0.0.1:3000",
      "x-forwarded-for": "203.0.113.9",
    });
    request.cookies.clear();
  });

  it("keeps the address, not the password, and says that the pair is wrong", async () => {
    const state = await signInAction(
      EMPTY_FORM,
      form({ email: "nobody@x.org", password: "a wrong password" }),
    );
    expect(state).toEqual({
      values: { email: "nobody@x.org" },
      answers: 1,
      error: { code: "UNAUTHENTICATED", reason: "Email or password is wrong" },
    });
    expect(request.cookies.size).toBe(0);
  });

  it("takes anything but a form for an empty one", async () => {
    for (const sent of [{}, undefined, "a=b", 7, [["email", "nobody@x.org"]]]) {
      const before = { values: {}, answers: Symbol("sent") };
      const state = await signInAction(before as never, sent as never);
      expect(state).toMatchObject({ values: {}, answers: 1, error: { code: "INVALID_INPUT" } });
    }
  });

  it("says by the field what is missing", async () => {
    const state = await signInAction(EMPTY_FORM, form({ email: "", password: "" }));
    expect(Object.keys(state.error?.fields ?? {})).toEqual(["email", "password"]);
  });

  it("leads back to a path of ours and nowhere else, with a cookie", async () => {
    const passwordHash = await hashPassword("correct horse battery");
    await transact((tx) => insertUser(tx, { name: "Ada", email: "ada@x.org", role: "viewer", passwordHash }));
    for (const [returnTo, wanted] of [
      ["/teams?q=a", "/teams?q=a"],
      ["//evil.example", "/"],
    ] as const) {
      request.cookies.clear();
      const sent = form({ email: "ada@x.org", password: "correct horse battery", returnTo });
      const redirect = await signInAction(EMPTY_FORM, sent).catch((error: unknown) => error);
      expect(redirect).toMatchObject({ digest: expect.stringContaining(`;${wanted};`) });
      expect([...request.cookies.keys()].sort()).toEqual(["rollcall.device", "rollcall.session"]);
    }
  });

  it("is not taken from another site", async () => {
    request.headers.set("origin", "https://evil.example");
    const state = await signInAction(
      EMPTY_FORM,
      form({ email: "ada@x.org", password: "correct horse battery" }),
    );
    expect(state.error?.code).toBe("FORBIDDEN");
    expect(request.cookies.size).toBe(0);
  });
});
