import { beforeAll, describe, expect, it } from "vitest";
import { insertUser } from "#lib/access/users/mutations.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import { knownDevice, makeDevice } from "./device.ts";
import { hashPassword } from "./password.ts";
import { findViewer } from "./sessions.ts";
import { signIn } from "./sign-in.ts";

const PASSWORD = "correct horse battery";
let passwordHash = "";
let network = 0;
/** Every try from a network of its own, unless the test is about networks. */
const fromAnywhere = () => ({ address: `203.0.113.${network++ % 250}`, userAgent: "Test" });

async function makeUser(email: string): Promise<string> {
  return transact((tx) => insertUser(tx, { name: email, email, role: "admin", passwordHash }));
}
const events = (action: string) =>
  db()
    .selectFrom("events")
    .select(["actor", "outcome", "personal", "body"])
    .where("action", "=", action)
    .execute();

describe("signing in", () => {
  useTestStore();
  beforeAll(async () => {
    passwordHash = await hashPassword(PASSWORD);
  });

  it("takes the right pair, whatever the case of the address, and makes a new session each time", async () => {
    const userId = await makeUser("ada@example.com");
    const one = await signIn({ email: "ada@example.com", password: PASSWORD, from: fromAnywhere() });
    const two = await signIn({ email: " ADA@Example.com ", password: PASSWORD, from: fromAnywhere() });
    if (!one.ok || !two.ok) throw new Error("refused");
    expect(one.userId).toBe(userId);
    expect(one.sessionId).not.toBe(two.sessionId);
    expect(await findViewer(one.sessionId)).toMatchObject({ userId });
    expect(await events("session.started")).toHaveLength(2);
  });

  it("answers alike for a wrong password, nobody's address and a disabled user", async () => {
    const disabled = await makeUser("dis@example.com");
    await db()
      .updateTable("users")
      .set({ disabled_at: "2026-01-01T00:00:00.000Z" })
      .where("id", "=", disabled)
      .execute();
    const answers = await Promise.all([
      signIn({ email: "ada@example.com", password: "wrong", from: fromAnywhere() }),
      signIn({ email: "nobody@example.com", password: PASSWORD, from: fromAnywhere() }),
      signIn({ email: "dis@example.com", password: PASSWORD, from: fromAnywhere() }),
      signIn({ email: "", password: "", from: fromAnywhere() }),
      signIn({ email: "x".repeat(5000), password: "y".repeat(5000), from: fromAnywhere() }),
    ]);
    for (const answer of answers) expect(answer).toEqual({ ok: false, why: "wrong" });
  });

  it("writes a failure into the audit log, without a password typed into the wrong field", async () => {
    const before = (await events("session.failed")).length;
    await signIn({ email: PASSWORD, password: "ada@example.com", from: fromAnywhere() });
    const all = await events("session.failed");
    expect(all).toHaveLength(before + 1);
    expect(all.at(-1)?.outcome).toBe("failed");
    expect(JSON.stringify(all)).not.toContain(PASSWORD);
  });

  it("does not let an account without a password in", async () => {
    await transact((tx) =>
      insertUser(tx, { name: "New", email: "new@example.com", role: "viewer", passwordHash: null }),
    );
    for (const password of ["", "null", PASSWORD]) {
      const answer = await signIn({ email: "new@example.com", password, from: fromAnywhere() });
      expect(answer).toEqual({ ok: false, why: "wrong" });
    }
  });

  it("slows a guesser down even with the right password in the end, known account or not", async () => {
    await makeUser("eve-target@example.com");
    const guess = async (email: string) => {
      const whys: string[] = [];
      for (let i = 0; i < 12; i++) {
        const answer = await signIn({ email, password: i < 11 ? `no ${i}` : PASSWORD, from: fromAnywhere() });
        whys.push(answer.ok ? "in" : answer.why);
      }
      return whys;
    };
    const wanted = [...Array<string>(10).fill("wrong"), "wait", "wait"];
    expect(await guess("eve-target@example.com")).toEqual(wanted);
    expect(await guess("eve-nobody@example.com")).toEqual(wanted);
  });

  it("slows a network down that sprays one password over many accounts", async () => {
    const from = { address: "2001:db8:7:7::1", userAgent: "Spray" };
    const whys: string[] = [];
    for (let i = 0; i < 12; i++) {
      const neighbour = { ...from, address: `2001:db8:7:7::${i}` };
      const answer = await signIn({
        email: `user${i}@example.com`,
        password: "Spring2026!!",
        from: neighbour,
      });
      whys.push(answer.ok ? "in" : answer.why);
    }
    expect(whys).toEqual([...Array<string>(10).fill("wrong"), "wait", "wait"]);
  });

  it("lets the owner in from a browser of theirs while strangers are slowed down", async () => {
    await makeUser("owner@example.com");
    const first = await signIn({ email: "owner@example.com", password: PASSWORD, from: fromAnywhere() });
    if (!first.ok) throw new Error("refused");
    for (let i = 0; i < 11; i++)
      await signIn({ email: "owner@example.com", password: "no", from: fromAnywhere() });
    const stranger = await signIn({ email: "owner@example.com", password: PASSWORD, from: fromAnywhere() });
    expect(stranger).toMatchObject({ ok: false, why: "wait" });
    const own = {
      email: "owner@example.com",
      password: PASSWORD,
      from: fromAnywhere(),
      device: first.device,
    };
    expect(await signIn(own)).toMatchObject({ ok: true, device: first.device });
  });
});

describe("the mark of a browser", () => {
  useTestStore();

  it("is good for its user alone, until they sign in with something else, and can't be made up", () => {
    const user = { id: "user-1", password_hash: "hash", confirmed_at: null };
    const mark = makeDevice(user);
    const [id = "", mac = ""] = mark.split(".");
    expect(knownDevice(mark, user)).toBe(id);
    for (const other of [{ id: "user-2" }, { password_hash: "another" }, { confirmed_at: "2026-01-01" }])
      expect(knownDevice(mark, { ...user, ...other })).toBeUndefined();
    expect(knownDevice(mark, undefined)).toBeUndefined();
    expect(knownDevice(`${id.slice(1)}x.${mac}`, user)).toBeUndefined();
    for (const forged of [undefined, "", ".", id, `${id}.`, `.${mac}`])
      expect(knownDevice(forged, user)).toBeUndefined();
  });
});
