import { beforeAll, expect, it } from "vitest";
import { insertUser, setUserDisabled } from "#lib/access/users/mutations.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { appendEvent, type NewEvent } from "./append.ts";
import { eraseTraces } from "./erase.ts";
import { eraseUser } from "./erase-user.ts";
import { verifyLog } from "./verify.ts";

const append = (event: Partial<NewEvent>) =>
  transact((tx) => appendEvent(tx, { action: "member.add", actor: "system", outcome: "done", ...event }));
const whole = async () => JSON.stringify(await db().selectFrom("events").selectAll().execute());

const OTHER = { name: "Ed", email: "ed@example.com", role: "admin", passwordHash: null } as const;

describeEachStore("erasing who somebody was", () => {
  beforeAll(async () => {
    await append({ personal: { email: "ana@example.com", subject: "Ana Lima" }, search: "Ana Lima" });
    await append({ personal: { title: "Invite Ana@Example.com to Docs" } });
    await append({ personal: { email: "diana@example.com", subject: "Diana" } });
    await append({ personal: { email: "ana@example.com.br", subject: "Ana Rocha" } });
    await append({ changeId: "c7", personal: { subject: "Ana Lima" } });
  });

  it("takes every event that bears an address or change of theirs, no other's, on record", async () => {
    const found = await eraseTraces(
      { emails: ["ana@example.com"], changeIds: new Set(["c7"]) },
      "system",
      {},
    );
    expect(found).toBe(3);
    const left = await whole();
    expect(left).not.toMatch(/Ana Lima|Invite|ana lima/i);
    expect(left).toContain("Diana");
    expect(left).toContain("Ana Rocha");
    const verdict = await verifyLog();
    expect(verdict).toMatchObject({ ok: true, erased: 3 });
    expect(await eraseTraces({ emails: ["ana@example.com"] }, "system", {})).toBe(0);
  });

  it("takes name and address from a disabled user, their account and what they did, and from nobody else", async () => {
    const id = await transact((tx) =>
      insertUser(tx, {
        name: "Noor Haddad",
        email: "noor@example.com",
        role: "viewer",
        passwordHash: "hash",
      }),
    );
    const actor = { id, name: "Noor Haddad", email: "noor@example.com", address: "192.0.2.7" };
    await append({ actor, action: "team.rename" });
    await append({ action: "user.setRole", facts: { userId: id }, personal: { name: "Noor H." } });
    await expect(eraseUser(id, "system")).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(eraseUser("nobody", "system")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await setUserDisabled(null, "system", id, true);
    const [at, other] = [new Date().toISOString(), await transact((tx) => insertUser(tx, OTHER))];
    const calendar = { user_id: id, token_digest: "digest", with_names: 1, created_at: at } as const;
    await db().insertInto("calendars").values(calendar).execute();
    const mail = { id: "m", user_id: id, state: "failed", error: "no noor@example.com here" } as const;
    await db()
      .insertInto("mails")
      .values({ ...mail, created_at: at, next_at: null, ended_at: at, lease_holder: null, lease_until: null })
      .execute();
    for (const userId of [id, other])
      await db()
        .insertInto("notices")
        .values({
          ...{ id: userId, user_id: userId, event: "approval.asked", told_key: "k", href: "/", what: "Docs" },
          ...{ lines: '{"Asked by":"Noor Haddad (noor@example.com)"}', state: "pending" },
          ...{ created_at: at, due_at: at },
        })
        .execute();
    expect(await eraseUser(id, { id: "admin", name: "Ed" })).toEqual({ events: 3 });
    const rows = JSON.stringify([await whole(), await db().selectFrom("users").selectAll().execute()]);
    const told = await db().selectFrom("notices").select(["user_id", "what", "lines"]).execute();
    expect(told).toEqual([{ user_id: other, what: "somebody", lines: null }]);
    for (const table of ["calendars", "mails"] as const)
      expect(await db().selectFrom(table).selectAll().execute()).toEqual([]);
    expect(rows).not.toMatch(/noor|192\.0\.2\.7/i);
    expect(rows).toContain("Diana");
    const user = await db().selectFrom("users").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
    expect(user).toMatchObject({ name: "Erased user", password_hash: null });
    expect(await verifyLog()).toMatchObject({ ok: true, erased: 6 });
  });
});
