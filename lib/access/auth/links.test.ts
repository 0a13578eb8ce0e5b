import { beforeAll, expect, it } from "vitest";
import { listInvites } from "#lib/access/users/data.ts";
import { insertUser, setUserDisabled, setUserRole } from "#lib/access/users/mutations.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { inviteUser, joinByLink, revokeInvite, whoseLink } from "./invites.ts";
import { findLink, JOIN_LIFETIME_MS, makeLink, RESET_LIFETIME_MS } from "./links.ts";
import { hashPassword } from "./password.ts";
import { changePassword, makeResetLink, resetByLink } from "./passwords.ts";
import { findViewer, startSession } from "./sessions.ts";
import { signIn } from "./sign-in.ts";

const from = { address: "203.0.113.9", userAgent: "Test" };
const PASSWORD = "correct horse battery";
const tokenOf = (url: string): string => url.split("/").at(-1) ?? "";
let admin: Viewer;
let count = 0;

async function makeViewer(email: string, role: Viewer["role"] = "admin"): Promise<Viewer> {
  const passwordHash = await hashPassword(PASSWORD);
  const sessionId = await transact(async (tx) =>
    startSession(
      tx,
      await insertUser(tx, { name: email.split("@")[0] ?? "", email, role, passwordHash }),
      from,
    ),
  );
  const viewer = await findViewer(sessionId);
  if (!viewer) throw new Error("no viewer");
  return viewer;
}
const actor = () => ({ id: admin.userId });
const freshEmail = (): string => `p${count++}@example.com`;

describeEachStore("links", () => {
  beforeAll(async () => {
    admin = await makeViewer("boss@example.com");
  });

  it("an invite makes an account of its role, once", async () => {
    const email = freshEmail();
    const { url } = await inviteUser(admin, actor(), email, "operator");
    expect(url).toMatch(/\/join\/[\w-]{43}$/);
    expect(await whoseLink("join", tokenOf(url))).toEqual({ email });
    const joining = { token: tokenOf(url), name: "New", password: PASSWORD, from };
    const viewer = await findViewer(await joinByLink(joining));
    expect(viewer).toMatchObject({ email, role: "operator", name: "New" });
    await expect(joinByLink(joining)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await whoseLink("join", tokenOf(url))).toBeUndefined();
  });

  it("a name that somebody has is refused by the field, and the link still works", async () => {
    const { url } = await inviteUser(admin, actor(), freshEmail(), "viewer");
    const joining = { token: tokenOf(url), password: PASSWORD, from };
    await expect(joinByLink({ ...joining, name: " BOSS " })).rejects.toMatchObject({
      code: "CONFLICT",
      fields: { name: [expect.stringContaining("Somebody here has this name")] },
    });
    expect(await findViewer(await joinByLink({ ...joining, name: "Boss II" }))).toMatchObject({
      name: "Boss II",
    });
  });

  it("stop working when whoever gave them out is disabled or is no admin any more", async () => {
    const target = await makeViewer(freshEmail());
    for (const end of [
      (maker: Viewer) => setUserDisabled(admin, actor(), maker.userId, true),
      (maker: Viewer) => setUserRole(admin, actor(), maker.userId, "operator"),
    ]) {
      const maker = await makeViewer(freshEmail());
      const by = { id: maker.userId };
      const invite = tokenOf((await inviteUser(maker, by, freshEmail(), "admin")).url);
      const reset = tokenOf((await makeResetLink(maker, by, target.userId)).url);
      const others = tokenOf((await inviteUser(admin, actor(), freshEmail(), "viewer")).url);
      await end(maker);
      expect(await whoseLink("join", invite)).toBeUndefined();
      expect(await whoseLink("reset", reset)).toBeUndefined();
      expect(await whoseLink("join", others)).toBeDefined();
    }
  });

  it("used by two at once makes one account", async () => {
    const email = freshEmail();
    const { url } = await inviteUser(admin, actor(), email, "viewer");
    const joining = { token: tokenOf(url), name: "Newer", password: PASSWORD, from };
    const results = await Promise.allSettled([joinByLink(joining), joinByLink(joining), joinByLink(joining)]);
    expect(results.filter((result) => result.status === "fulfilled")).toHaveLength(1);
    const users = await db().selectFrom("users").select("id").where("email", "=", email).execute();
    expect(users).toHaveLength(1);
  });

  it("keeps only the hash of the token", async () => {
    const { url } = await inviteUser(admin, actor(), freshEmail(), "viewer");
    const everything = JSON.stringify([
      await db().selectFrom("links").selectAll().execute(),
      await db().selectFrom("events").selectAll().execute(),
    ]);
    expect(everything).not.toContain(tokenOf(url));
  });

  it("works for 7 days to join and for one to reset", async () => {
    const now = Date.now();
    for (const [kind, lifetime] of [
      ["join", JOIN_LIFETIME_MS],
      ["reset", RESET_LIFETIME_MS],
    ] as const) {
      const link = { kind, email: "x@example.com", role: "viewer" as const, createdBy: null };
      const token = tokenOf((await transact((tx) => makeLink(tx, link, now))).path);
      expect(await findLink(db(), kind, token, now + lifetime - 1)).toBeDefined();
      expect(await findLink(db(), kind, token, now + lifetime)).toBeUndefined();
      expect(await findLink(db(), kind === "join" ? "reset" : "join", token, now)).toBeUndefined();
    }
    expect([JOIN_LIFETIME_MS, RESET_LIFETIME_MS]).toEqual([7 * 86_400_000, 86_400_000]);
  });

  it("a second invite of an address replaces the first, and one can be revoked", async () => {
    const email = freshEmail();
    const first = await inviteUser(admin, actor(), email, "viewer");
    const second = await inviteUser(admin, actor(), email.toUpperCase(), "viewer");
    expect(await whoseLink("join", tokenOf(first.url))).toBeUndefined();
    const invite = (await listInvites()).find((row) => row.email === email.toUpperCase());
    await revokeInvite(admin, invite?.id ?? "");
    expect(await whoseLink("join", tokenOf(second.url))).toBeUndefined();
    await expect(revokeInvite(admin, invite?.id ?? "")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("nobody with an account is invited", async () => {
    await expect(inviteUser(admin, actor(), "BOSS@example.com", "viewer")).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  it("a weak password does not use an invite up", async () => {
    const { url } = await inviteUser(admin, actor(), freshEmail(), "viewer");
    const joining = { token: tokenOf(url), name: "New", password: "password123", from };
    await expect(joinByLink(joining)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(await whoseLink("join", tokenOf(url))).toBeDefined();
  });

  it("a reset sets the password once and ends every session", async () => {
    const user = await makeViewer(freshEmail(), "viewer");
    const earlier = await makeResetLink(admin, actor(), user.userId);
    const { url } = await makeResetLink(admin, actor(), user.userId);
    await expect(resetByLink(tokenOf(earlier.url), "another long one", from)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await findViewer(user.sessionId)).not.toBeNull();
    const sessionId = await resetByLink(tokenOf(url), "another long one", from);
    expect(await findViewer(user.sessionId)).toBeNull();
    expect(await findViewer(String(sessionId))).toMatchObject({ userId: user.userId });
    expect(await signIn({ email: user.email, password: PASSWORD, from })).toMatchObject({ ok: false });
    expect(await signIn({ email: user.email, password: "another long one", from })).toMatchObject({
      ok: true,
    });
    await expect(resetByLink(tokenOf(url), "a third long one", from)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("a reset link dies with its account's access, and is not for oneself", async () => {
    const user = await makeViewer(freshEmail(), "viewer");
    const { url } = await makeResetLink(admin, actor(), user.userId);
    await setUserDisabled(admin, actor(), user.userId, true);
    await expect(resetByLink(tokenOf(url), "another long one", from)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(makeResetLink(admin, actor(), user.userId)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(makeResetLink(admin, actor(), admin.userId)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("changing one's password needs the current one and ends the other sessions and links", async () => {
    const user = await makeViewer(freshEmail(), "viewer");
    const other = await transact((tx) => startSession(tx, user.userId, from));
    const { url } = await makeResetLink(admin, actor(), user.userId);
    const own = { id: user.userId };
    const change = (currentPassword: string, newPassword: string) =>
      changePassword(user, own, { currentPassword, newPassword });
    await expect(change("wrong", "another long one")).rejects.toMatchObject({
      code: "INVALID_INPUT",
      fields: { currentPassword: [expect.any(String)] },
    });
    expect(await findViewer(other)).not.toBeNull();
    await change(PASSWORD, "another long one");
    expect(await findViewer(user.sessionId)).not.toBeNull();
    expect(await findViewer(other)).toBeNull();
    expect(await whoseLink("reset", tokenOf(url))).toBeUndefined();
    await change("another long one", PASSWORD);
  });
});
