import { afterAll, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { inviteUser } from "#lib/access/auth/invites.ts";
import { readSessionId, writeSessionCookie } from "#lib/access/auth/next-auth.ts";
import { findViewer, startSession } from "#lib/access/auth/sessions.ts";
import { requireStepUp } from "#lib/access/auth/step-up.ts";
import { insertUser } from "#lib/access/users/mutations.ts";
import type { Role } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { arrive } from "./arrive.ts";
import { acme, installTestProvider } from "./config.testing.ts";
import { type Beginning, beginFlow, callbackUrl } from "./flow.ts";
import { signInAt, startTestProvider, type TestProvider } from "./provider.testing.ts";

const request = await vi.hoisted(async () => (await import("./cookies.testing.ts")).cookieJar());
vi.mock("next/headers", () => request.module);

const from = { address: "203.0.113.9", userAgent: "Test" };
let provider: TestProvider;

/** Leaves for the provider, signs in there, and comes back. */
async function go(subject: string, beginning: Partial<Beginning> = {}) {
  const url = await beginFlow(acme(), { purpose: "sign-in", returnTo: "/teams", ...beginning });
  return arrive("acme", (await signInAt(url, subject)).searchParams, from);
}

const makeUser = (email: string, role: Role = "viewer") =>
  transact((tx) => insertUser(tx, { name: email, email, role, passwordHash: null }));

const here = async () => {
  const sessionId = await readSessionId();
  return sessionId === null ? null : findViewer(sessionId);
};

const configure = (more: object = {}) => installTestProvider(provider, more);
const BY_GROUP = { roleClaim: "groups", roleMap: { staff: "viewer", ops: "operator", root: "admin" } };

describeEachStore(
  "signing in with a provider",
  () => {
    beforeAll(async () => {
      provider = await startTestProvider();
      provider.allow(callbackUrl({ id: "acme" }));
      // Somebody is there already: the first user is a case of its own.
      await makeUser("root@acme.example", "admin");
      await makeUser("root2@acme.example", "admin");
    });
    afterAll(() => provider.close());
    beforeEach(async () => {
      request.cookies.clear();
      await db().deleteFrom("sign_in_failures").execute();
      configure(BY_GROUP);
    });

    it("makes a user of the role that the claim gives, once, and another session each time", async () => {
      provider.accounts.set("s-1", {
        email: "One@Acme.example",
        email_verified: true,
        name: "One",
        groups: ["staff", "ops", "constructor"],
      });
      expect(await go("s-1")).toBe("/teams");
      const first = await here();
      expect(first).toMatchObject({ name: "One", email: "One@Acme.example", role: "operator" });
      expect(await go("s-1")).toBe("/teams");
      const second = await here();
      expect(second?.userId).toBe(first?.userId);
      expect(second?.sessionId).not.toBe(first?.sessionId);
      // The browser had one: it ends with the next sign-in.
      expect(await findViewer(first?.sessionId ?? "")).toBeNull();
    });

    it("gives a name that somebody has already with the address behind it", async () => {
      const namesake = { name: "ONE", email: "namesake@acme.example", email_verified: true, groups: ["ops"] };
      provider.accounts.set("s-9", namesake);
      expect(await go("s-9")).toBe("/teams");
      expect(await here()).toMatchObject({ name: "ONE (namesake@acme.example)" });
      request.cookies.clear();
    });

    it("refuses an address that is not verified, or none at all", async () => {
      provider.accounts.set("s-2", { email: "two@acme.example", email_verified: false, groups: ["root"] });
      expect(await go("s-2")).toBe("/sign-in?problem=unverified&with=acme&returnTo=%2Fteams");
      provider.accounts.set("s-2", { email: "two@acme.example", groups: ["root"] });
      expect(await go("s-2")).toContain("problem=unverified");
      provider.accounts.set("s-2", { groups: ["root"] });
      expect(await go("s-2")).toContain("problem=noEmail");
      expect(await here()).toBeNull();
    });

    it("takes the word of the settings for a provider that never says it, and a `false` still stands", async () => {
      const groups = ["root"];
      configure({ ...BY_GROUP, assumeEmailVerified: true });
      provider.accounts.set("s-20", { email: "entra@acme.example", email_verified: false, groups });
      expect(await go("s-20")).toContain("problem=unverified");
      provider.accounts.set("s-20", { groups });
      expect(await go("s-20")).toContain("problem=noEmail");
      expect(await here()).toBeNull();
      provider.accounts.set("s-20", { email: "entra@acme.example", groups });
      expect(await go("s-20")).toBe("/teams");
      expect(await here()).toMatchObject({ email: "entra@acme.example", role: "admin" });
    });

    it("never takes an account over by its e-mail, and knows it once its owner connected it", async () => {
      const userId = await makeUser("three@acme.example");
      provider.accounts.set("s-3", { email: "three@acme.example", email_verified: true, groups: ["root"] });
      expect(await go("s-3")).toContain("problem=sameEmail");
      expect(await here()).toBeNull();

      const sessionId = await transact((tx) => startSession(tx, userId, from));
      await writeSessionCookie(sessionId);
      const beginning = { purpose: "connect", returnTo: "/settings/profile", sessionId } as const;
      expect(await go("s-3", { ...beginning, sessionId: "another" })).toContain("problem=signedOut");
      expect(await go("s-3", beginning)).toBe("/settings/profile");
      // Nobody else can have it then.
      const other = await transact(async (tx) => startSession(tx, await makeOther(tx), from));
      await writeSessionCookie(other);
      expect(await go("s-3", { ...beginning, sessionId: other })).toContain("problem=taken");
      request.cookies.clear();
      expect(await go("s-3")).toBe("/teams");
      expect(await here()).toMatchObject({ userId, role: "admin" });
    });

    it("applies the claim at each sign-in, and lets nobody in whom it gave a role and gives none", async () => {
      const account = { email: "four@acme.example", email_verified: true, groups: ["root"] };
      provider.accounts.set("s-4", account);
      await go("s-4");
      expect((await here())?.role).toBe("admin");
      account.groups = ["staff"];
      await go("s-4");
      expect((await here())?.role).toBe("viewer");
      account.groups = [];
      request.cookies.clear();
      expect(await go("s-4")).toContain("problem=noRole");
      expect(await here()).toBeNull();
      configure({ ...BY_GROUP, defaultRole: "operator" });
      await go("s-4");
      expect((await here())?.role).toBe("operator");
      const told = await db()
        .selectFrom("events")
        .select("body")
        .where("action", "=", "user.setRole")
        .execute();
      expect(told.map(({ body }) => JSON.parse(body).facts)).toEqual(
        expect.arrayContaining([expect.objectContaining({ before: "admin", after: "viewer", by: "claim" })]),
      );
    });

    it("never demotes the last admin", async () => {
      const account = { email: "five@acme.example", email_verified: true, groups: ["root"] };
      provider.accounts.set("s-5", account);
      await go("s-5");
      const last = await here();
      await db()
        .updateTable("users")
        .set({ role: "viewer" })
        .where("id", "!=", last?.userId ?? "")
        .execute();
      account.groups = ["staff"];
      await go("s-5");
      expect((await here())?.role).toBe("admin");
      await makeUser("root3@acme.example", "admin");
      await go("s-5");
      expect((await here())?.role).toBe("viewer");
    });

    it("makes nobody an account where the settings give no role, and lets no disabled user in", async () => {
      configure();
      provider.accounts.set("s-6", { email: "six@acme.example", email_verified: true });
      expect(await go("s-6")).toContain("problem=noAccount");
      configure({ defaultRole: "viewer" });
      expect(await go("s-6")).toBe("/teams");
      const viewer = await here();
      await db()
        .updateTable("users")
        .set({ disabled_at: "now" })
        .where("id", "=", viewer?.userId ?? "")
        .execute();
      request.cookies.clear();
      expect(await go("s-6")).toContain("problem=disabled");
      expect(await here()).toBeNull();
    });

    it("takes an invite up for its own address alone, once", async () => {
      const admin = {
        userId: "a",
        name: "A",
        email: "a@x.org",
        role: "admin",
        sessionId: "s",
        scope: "all",
      } as const;
      configure();
      const link = await inviteUser(admin, { id: "a" }, "Seven@acme.example", "operator");
      const token = link.url.split("/").at(-1) ?? "";
      const join = { purpose: "join", returnTo: "/", token } as const;
      provider.accounts.set("s-8", { email: "eight@acme.example", email_verified: true });
      expect(await go("s-8", join)).toBe(`/join/${token}?problem=otherInvite&with=acme`);
      provider.accounts.set("s-7", { email: "seven@ACME.example", email_verified: false, name: "Seven" });
      expect(await go("s-7", join)).toContain("problem=unverified");
      provider.accounts.set("s-7", { email: "seven@ACME.example", email_verified: true, name: "Seven" });
      expect(await go("s-7", join)).toBe("/");
      expect(await here()).toMatchObject({ name: "Seven", role: "operator" });
      provider.accounts.set("s-9", { email: "seven@acme.example", email_verified: true });
      expect(await go("s-9", join)).toContain("problem=deadInvite");
    });

    it("limits whom an invite limits, whether they come by its link or past it", async () => {
      const name = "boss";
      const userId = await makeUser("boss@acme.example", "admin");
      const admin = { userId, name, email: name, role: "admin", sessionId: "s", scope: "all" } as const;
      const nothing = { connections: [], partial: [], teams: [], organizations: [] };
      configure({ ...BY_GROUP, defaultRole: "viewer" });
      for (const [subject, isByLink] of [
        ["by-link", true],
        ["past-it", false],
      ] as const) {
        const email = `${subject}@acme.example`;
        const link = await inviteUser(admin, { id: userId }, email, "viewer", []);
        const token = link.url.split("/").at(-1) ?? "";
        provider.accounts.set(subject, { email, email_verified: true, name: subject });
        request.cookies.clear();
        expect(await go(subject, isByLink ? { purpose: "join", returnTo: "/", token } : {})).not.toContain(
          "problem",
        );
        expect(await here()).toMatchObject({ email, scope: nothing });
      }
    });

    it("takes a fresh sign-in there for a proof, of the connected account alone", async () => {
      provider.accounts.set("s-10", { email: "ten@acme.example", email_verified: true, groups: ["staff"] });
      await go("s-10");
      const viewer = await here();
      if (!viewer) throw new Error("not signed in");
      await db()
        .updateTable("sessions")
        .set({ proved_at: null })
        .where("user_id", "=", viewer.userId)
        .execute();
      const proof = { purpose: "step-up", returnTo: "/", sessionId: viewer.sessionId } as const;
      provider.accounts.set("s-11", { email: "eleven@acme.example", email_verified: true });
      expect(await go("s-11", proof)).toBe("/sign-in/confirmed?problem=otherAccount&with=acme");
      // An answer to a plain sign-in says nothing about when that was.
      const plain = async () => {
        const url = new URL(await beginFlow(acme(), proof));
        url.searchParams.delete("max_age");
        url.searchParams.delete("prompt");
        return arrive("acme", (await signInAt(url.href, "s-10")).searchParams, from);
      };
      expect(await plain()).toContain("problem=stale");
      await expect(requireStepUp(viewer)).rejects.toMatchObject({ code: "STEP_UP_NEEDED" });
      expect(await go("s-10", proof)).toBe("/sign-in/confirmed");
      await requireStepUp(viewer);
    });
  },
  { ROLLCALL_URL: "http://127.0.0.1:3000" },
);

async function makeOther(tx: Parameters<typeof insertUser>[0]): Promise<string> {
  return insertUser(tx, {
    name: "O",
    email: `${crypto.randomUUID()}@x.org`,
    role: "viewer",
    passwordHash: null,
  });
}
