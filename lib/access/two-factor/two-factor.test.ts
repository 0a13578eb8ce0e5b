import { Secret, TOTP } from "otpauth";
import { beforeEach, describe, expect, it } from "vitest";
import { hashPassword } from "#lib/access/auth/password.ts";
import { makeResetLink, resetByLink } from "#lib/access/auth/passwords.ts";
import { prove } from "#lib/access/auth/prove.ts";
import { type FirstStep, passSecondStep } from "#lib/access/auth/second-step.ts";
import { findViewer, startSession } from "#lib/access/auth/sessions.ts";
import { signIn } from "#lib/access/auth/sign-in.ts";
import { insertUser } from "#lib/access/users/mutations.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import {
  beginTwoFactor,
  confirmTwoFactor,
  renewRecoveryCodes,
  resetTwoFactor,
  turnOffTwoFactor,
} from "./mutations.ts";
import { matchingStep, newTotpSecret, setupOf } from "./totp.ts";

const from = { address: "203.0.113.9", userAgent: "Test" };
const password = "correct horse battery";
const STEP = 30_000;
let now: number;
let ada: Viewer;
let secret: string;

const codeAt = (at: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret.replaceAll(" ", "")) }).generate({ timestamp: at });

async function makeUser(role: "viewer" | "admin" = "admin"): Promise<Viewer> {
  const email = `${crypto.randomUUID()}@example.com`;
  const passwordHash = await hashPassword(password);
  const sessionId = await transact(async (tx) =>
    startSession(tx, await insertUser(tx, { name: email, email, role, passwordHash }), from),
  );
  const viewer = await findViewer(sessionId);
  if (!viewer) throw new Error("no viewer");
  return viewer;
}

async function turnOn(viewer: Viewer): Promise<string[]> {
  secret = (await beginTwoFactor(viewer)).secret;
  return confirmTwoFactor(viewer, { id: viewer.userId }, codeAt(now), now);
}

async function first(device?: string): Promise<FirstStep> {
  const outcome = await signIn({ email: ada.email, password, from, device }, now);
  if (outcome.ok || outcome.why !== "code")
    throw new Error(`not asked for a code: ${JSON.stringify(outcome)}`);
  return outcome.step;
}

describeEachStore("two-factor", () => {
  beforeEach(async () => {
    setTestEnv({ ROLLCALL_TWO_FACTOR_ROLES: "" });
    await db().deleteFrom("sign_in_failures").execute();
    now = Date.now();
    ada = await makeUser();
  });

  it("asks for nothing until the first code was right; then a password alone starts no session", async () => {
    secret = (await beginTwoFactor(ada)).secret;
    await expect(
      confirmTwoFactor(ada, { id: ada.userId }, codeAt(now + 10 * STEP), now),
    ).rejects.toMatchObject({
      code: "INVALID_INPUT",
      fields: { code: [expect.stringContaining("the clock of the phone or of this server is wrong")] },
    });
    const before = await signIn({ email: ada.email, password, from }, now);
    expect(before.ok).toBe(true);
    const codes = await confirmTwoFactor(ada, { id: ada.userId }, codeAt(now), now);
    expect(new Set(codes).size).toBe(10);
    if (before.ok) expect(await findViewer(before.sessionId)).toBeNull();
    expect(await findViewer(ada.sessionId)).not.toBeNull();
    await first();
    // Who got no further than this has the password.
    const asked = await db()
      .selectFrom("events")
      .select("actor")
      .where("action", "=", "session.codeAsked")
      .where("actor", "=", ada.userId)
      .execute();
    expect(asked).toHaveLength(1);
  });

  it("says at a proof, too, what else a refused code may be down to", async () => {
    await turnOn(ada);
    const late = prove(ada, { id: ada.userId }, { code: codeAt(now - 10 * STEP) });
    await expect(late).rejects.toMatchObject({ fields: { code: [expect.stringContaining("the clock of")] } });
  });

  it("takes each code once, a step off at most, and none of an earlier step after a later one", async () => {
    await turnOn(ada);
    const step = await first();
    const pass = (code: string, at = now) => passSecondStep({ step, code, from }, at);
    expect(await pass(codeAt(now))).toMatchObject({ ok: false, why: "wrong" });
    const at = now + 10 * STEP;
    expect(await pass(codeAt(at + 2 * STEP), at)).toMatchObject({ ok: false });
    expect(await pass(codeAt(at + STEP), at)).toMatchObject({ ok: true });
    expect(await pass(codeAt(at + STEP), at)).toMatchObject({ ok: false });
    expect(await pass(codeAt(at), at)).toMatchObject({ ok: false });
    expect(await pass(codeAt(at + 2 * STEP), at + STEP)).toMatchObject({ ok: true });
  });

  it("of one code sent twice at once, one gets in", async () => {
    await turnOn(ada);
    const step = await first();
    const at = now + 10 * STEP;
    const outcomes = await Promise.all(
      [1, 2, 3].map(() => passSecondStep({ step, code: codeAt(at), from }, at)),
    );
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
  });

  it("takes a recovery code once, in any spelling, and none that was replaced", async () => {
    const [one = "", two = ""] = await turnOn(ada);
    const step = await first();
    const pass = (code: string) => passSecondStep({ step, code, from }, now);
    expect(await pass(one.toUpperCase().replaceAll("-", ""))).toMatchObject({ ok: true });
    expect(await pass(one)).toMatchObject({ ok: false });
    await renewRecoveryCodes(ada, { id: ada.userId });
    expect(await pass(two)).toMatchObject({ ok: false });
    const rows = await db().selectFrom("recovery_codes").select("code_hash").execute();
    for (const { code_hash } of rows) expect(code_hash).toMatch(/^[\w-]{43}$/);
  });

  it("slows guessing down, though the password is right each time, and not from a known browser", async () => {
    const before = await signIn({ email: ada.email, password, from }, now);
    if (!before.ok) throw new Error("refused");
    await turnOn(ada);
    const own = await passSecondStep({ step: await first(), code: codeAt(now + STEP), from }, now + STEP);
    if (!own.ok) throw new Error("refused");
    const at = now + 10 * STEP;
    for (let i = 0; i < 10; i++) {
      const step = await first();
      const elsewhere = { address: `203.0.113.${i + 20}`, userAgent: "Test" };
      const guess = { step, code: "000000", from: elsewhere };
      expect(await passSecondStep(guess, at)).toMatchObject({ why: "wrong" });
    }
    const step = await first();
    expect(await passSecondStep({ step, code: codeAt(at), from }, at)).toMatchObject({ why: "wait" });
    // Whoever knew the password alone could have gathered any number of these.
    const early = { step, code: codeAt(at), from, device: before.device };
    expect(await passSecondStep(early, at)).toMatchObject({ why: "wait" });
    expect(await passSecondStep({ ...early, device: own.device }, at)).toMatchObject({ ok: true });
  });

  it("forgets a first step when the password or the two-factor is another, or the user disabled", async () => {
    const [code = ""] = await turnOn(ada);
    const step = await first();
    const pass = () => passSecondStep({ step, code, from }, now);
    await db().updateTable("users").set({ disabled_at: "now" }).where("id", "=", ada.userId).execute();
    expect(await pass()).toMatchObject({ why: "expired" });
    await db().updateTable("users").set({ disabled_at: null }).where("id", "=", ada.userId).execute();
    const forged = { ...step, userId: (await makeUser()).userId };
    expect(await passSecondStep({ step: forged, code, from }, now)).toMatchObject({ why: "expired" });
    const changed = await hashPassword("another long password");
    await db().updateTable("users").set({ password_hash: changed }).where("id", "=", ada.userId).execute();
    expect(await pass()).toMatchObject({ why: "expired" });
  });

  it("is asked for after a reset link too, which is no way around it", async () => {
    await turnOn(ada);
    const link = await makeResetLink(null, "system", ada.userId);
    const token = link.url.split("/").at(-1) ?? "";
    const passed = await resetByLink(token, "a new and long passphrase", from);
    expect(passed).toMatchObject({ userId: ada.userId, method: "link" });
  });

  it("is turned off by its owner, and taken away by an admin, which ends the sessions", async () => {
    await turnOn(ada);
    setTestEnv({ ROLLCALL_TWO_FACTOR_ROLES: "admin" });
    await expect(turnOffTwoFactor(ada, { id: ada.userId })).rejects.toMatchObject({ code: "FORBIDDEN" });
    setTestEnv({ ROLLCALL_TWO_FACTOR_ROLES: "" });
    await turnOffTwoFactor(ada, { id: ada.userId });
    expect(await findViewer(ada.sessionId)).not.toBeNull();
    await turnOn(ada);
    const admin = await makeUser();
    await expect(resetTwoFactor(ada, { id: ada.userId }, ada.userId)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await resetTwoFactor(admin, { id: admin.userId }, ada.userId);
    expect(await findViewer(ada.sessionId)).toBeNull();
    expect((await signIn({ email: ada.email, password, from }, now)).ok).toBe(true);
    await expect(resetTwoFactor(admin, { id: admin.userId }, ada.userId)).rejects.toMatchObject({
      code: "CONFLICT",
    });
  });

  it("marks who has none though the role asks for it", async () => {
    setTestEnv({ ROLLCALL_TWO_FACTOR_ROLES: "admin,operator" });
    expect(await findViewer(ada.sessionId)).toMatchObject({ needsTwoFactor: true });
    expect(await findViewer((await makeUser("viewer")).sessionId)).not.toHaveProperty("needsTwoFactor");
    await turnOn(ada);
    expect(await findViewer(ada.sessionId)).not.toHaveProperty("needsTwoFactor");
  });

  it("keeps the secret sealed, for its own row", async () => {
    await turnOn(ada);
    const other = await makeUser();
    const plain = secret.replaceAll(" ", "");
    const row = await db()
      .selectFrom("two_factor")
      .selectAll()
      .where("user_id", "=", ada.userId)
      .executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(plain);
    await db()
      .insertInto("two_factor")
      .values({ ...row, user_id: other.userId })
      .execute();
    const outcome = await signIn({ email: other.email, password, from }, now);
    if (outcome.ok || outcome.why !== "code") throw new Error("not asked for a code");
    const at = now + 10 * STEP;
    await expect(passSecondStep({ step: outcome.step, code: codeAt(at), from }, at)).rejects.toMatchObject({
      code: "INTERNAL",
    });
    const events = await db().selectFrom("events").select(["body", "personal"]).execute();
    expect(JSON.stringify(events)).not.toContain(plain);
  });
});

describe("the codes of an app", () => {
  it("are those of RFC 6238", () => {
    const rfc = new Secret({ buffer: new TextEncoder().encode("12345678901234567890").buffer }).base32;
    expect(matchingStep(rfc, "287082", 59_000)).toBe(1);
    expect(matchingStep(rfc, "081804", 1_111_111_109_000)).toBe(37_037_036);
    expect(matchingStep(rfc, "287082", 59_000 + 3 * STEP)).toBeNull();
    for (const wrong of ["", "28708", "2870820", "28708a", "٢٨٧٠٨٢"])
      expect(matchingStep(rfc, wrong, 59_000)).toBeNull();
  });

  it("are set up by an address that apps know, also as a picture", () => {
    const one = newTotpSecret();
    expect(one).toMatch(/^[A-Z2-7]{32}$/);
    const { uri, qr } = setupOf(one, "ada@example.com");
    expect(uri).toBe(
      `otpauth://totp/Rollcall:ada%40example.com?issuer=Rollcall&secret=${one}&algorithm=SHA1&digits=6&period=30`,
    );
    expect(qr.path).toMatch(/^(M\d+ \d+h1v1h-1z)+$/);
    expect(qr.size).toBeGreaterThan(29);
  });
});
