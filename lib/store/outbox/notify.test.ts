import { beforeEach, expect, it } from "vitest";
import { ROLES, type Role } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore, setTestEnv } from "#lib/store/db/db.testing.ts";
import { insertTestUser } from "#lib/store/outbox/notices.testing.ts";
import { type Notice, notify } from "./notify.ts";

const notice = (over: Partial<Notice> = {}): Notice => ({
  ...{ event: "approval.asked", to: "approvers", href: "/approvals", what: "Make Maya an admin" },
  ...{ key: "approval-1", ...over },
});
const tell = (over: Partial<Notice> = {}) => transact((tx) => notify(tx, notice(over)));
const told = async () =>
  (await db().selectFrom("notices").selectAll().orderBy("user_id").execute()).map((row) => row.user_id);

describeEachStore("telling people", () => {
  const people: Record<Role | "gone", string> = { viewer: "", operator: "", admin: "", gone: "" };
  beforeEach(async () => {
    await db().deleteFrom("users").execute();
    await db().deleteFrom("meta").where("key", "=", "notices.fixed").execute();
    for (const role of ROLES) people[role] = await insertTestUser(role);
    people.gone = await insertTestUser("admin", { disabled_at: "2026-01-01T00:00:00.000Z" });
    setTestEnv({ ROLLCALL_SMTP_URL: "smtp://127.0.0.1:2525", ROLLCALL_SMTP_FROM: "rollcall@halden.example" });
  });

  it("reaches those who are meant, and nobody who has no access", async () => {
    expect(await tell()).toBe(2);
    expect(await told()).toEqual([people.operator, people.admin].sort());
    expect(await tell({ to: "admins", key: "another" })).toBe(1);
    const both = [people.viewer, people.gone, people.viewer];
    expect(await tell({ event: "approval.decided", to: both, key: "a third" })).toBe(1);
    expect(await tell({ to: [], key: "a fourth" })).toBe(0);
  });

  it("leaves out who did it", async () => {
    await tell({ except: people.admin });
    expect(await told()).toEqual([people.operator]);
  });

  it("is once for a key", async () => {
    expect(await tell()).toBe(2);
    expect(await tell({ what: "something else" })).toBe(0);
    await insertTestUser("operator");
    expect(await tell()).toBe(1);
  });

  it("is not done with a transaction that fails", async () => {
    await transact(async (tx) => {
      await notify(tx, notice());
      throw new Error("no");
    }).catch(() => undefined);
    expect(await told()).toEqual([]);
  });

  it("goes by what each chose, and past it where admins said so", async () => {
    const choose = (userId: string, way: "digest" | "off") =>
      db()
        .insertInto("notice_choices")
        .values({ user_id: userId, event: "approval.asked", way, updated_at: "2026-01-01T00:00:00.000Z" })
        .execute();
    await choose(people.operator, "off");
    await choose(people.admin, "digest");
    await tell();
    expect(await told()).toEqual([people.admin]);
    const [row] = await db().selectFrom("notices").selectAll().execute();
    expect(row?.due_at).toMatch(/T07:00:00\.000Z$/);
    await db().insertInto("meta").values({ key: "notices.fixed", value: '["approval.asked"]' }).execute();
    await tell({ key: "fixed" });
    expect(await told()).toHaveLength(3);
  });

  it("is at seven in the morning by the clocks of who wants it once a day", async () => {
    await db()
      .updateTable("users")
      .set({ time_zone: "Asia/Kolkata" })
      .where("id", "=", people.admin)
      .execute();
    await db()
      .updateTable("users")
      .set({ time_zone: "Not/AZone" })
      .where("id", "=", people.operator)
      .execute();
    await tell({ event: "secrets.due" });
    const rows = await db().selectFrom("notices").select(["user_id", "due_at"]).execute();
    const dueOf = (id: string) => rows.find((row) => row.user_id === id)?.due_at ?? "";
    expect(dueOf(people.admin)).toMatch(/T01:30:00\.000Z$/);
    expect(dueOf(people.operator)).toMatch(/T07:00:00\.000Z$/);
    for (const { due_at } of rows) {
      const waitMs = Date.parse(due_at) - Date.now();
      expect(waitMs).toBeGreaterThan(0);
      expect(waitMs).toBeLessThanOrEqual(24 * 3_600_000);
    }
  });

  it("keeps one line of what strangers wrote", async () => {
    await tell({
      what: "Maya\r\nBcc: all@halden.example\u202e",
      lines: { "Asked by": `a\nb${"x".repeat(999)}` },
    });
    const [row] = await db().selectFrom("notices").selectAll().execute();
    expect(row?.what).toBe("Maya Bcc: all@halden.example");
    expect(row?.lines).not.toContain("\\n");
    expect(row?.lines?.length).toBeLessThan(250);
  });

  it("writes nothing where no mail server is set", async () => {
    setTestEnv({ ROLLCALL_SMTP_URL: "" });
    expect(await tell()).toBe(0);
  });
});
