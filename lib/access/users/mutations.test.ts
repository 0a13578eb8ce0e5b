import { beforeEach, expect, it } from "vitest";
import { findViewer, startSession } from "#lib/access/auth/sessions.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { listUsers } from "./data.ts";
import { freeName, insertUser, setUserDisabled, setUserRole } from "./mutations.ts";

const from = { address: "203.0.113.9", userAgent: "Test" };

async function make(name: string, role: Viewer["role"]): Promise<Viewer> {
  const sessionId = await transact(async (tx) => {
    const email = `${name}@example.com`;
    return startSession(tx, await insertUser(tx, { name, email, role, passwordHash: null }), from);
  });
  const viewer = await findViewer(sessionId);
  if (!viewer) throw new Error("no viewer");
  return viewer;
}
const as = (viewer: Viewer) => [viewer, { id: viewer.userId }] as const;
const activeAdmins = async () =>
  (
    await db()
      .selectFrom("users")
      .select("id")
      .where("role", "=", "admin")
      .where("disabled_at", "is", null)
      .execute()
  ).length;

describeEachStore("users", () => {
  beforeEach(async () => {
    await db().deleteFrom("sessions").execute();
    await db().deleteFrom("users").execute();
  });

  it("a role changes at once and is on record", async () => {
    const [ada, ben] = [await make("ada", "admin"), await make("ben", "viewer")];
    await setUserRole(...as(ada), ben.userId, "operator");
    expect((await findViewer(ben.sessionId))?.role).toBe("operator");
    const event = await db()
      .selectFrom("events")
      .selectAll()
      .orderBy("seq", "desc")
      .executeTakeFirstOrThrow();
    expect(event).toMatchObject({ action: "user.setRole", actor: ada.userId, outcome: "done" });
    expect(event.body).toContain('"before":"viewer"');
  });

  it("disabling ends the sessions, enabling does not bring them back", async () => {
    const [ada, ben] = [await make("ada", "admin"), await make("ben", "viewer")];
    await setUserDisabled(...as(ada), ben.userId, true);
    expect(await findViewer(ben.sessionId)).toBeNull();
    await setUserDisabled(...as(ada), ben.userId, false);
    expect(await findViewer(ben.sessionId)).toBeNull();
    expect((await listUsers(ada)).map((user) => [user.name, user.isDisabled, user.isYou])).toEqual([
      ["ada", false, true],
      ["ben", false, false],
    ]);
  });

  it("the last active admin stays one", async () => {
    const [ada, ben, cy] = [
      await make("ada", "admin"),
      await make("ben", "admin"),
      await make("cy", "admin"),
    ];
    await setUserRole(...as(ada), ben.userId, "viewer");
    await setUserDisabled(...as(ada), cy.userId, true);
    // Both act on what they were: their pages were open before.
    await expect(setUserRole(...as(ben), ada.userId, "viewer")).rejects.toMatchObject({ code: "LAST_ADMIN" });
    await expect(setUserDisabled(...as(ben), ada.userId, true)).rejects.toMatchObject({ code: "LAST_ADMIN" });
    await expect(setUserRole(...as(ada), ada.userId, "viewer")).rejects.toMatchObject({ code: "LAST_ADMIN" });
    // A disabled admin does not count, and may be given another role.
    await setUserRole(...as(ada), cy.userId, "viewer");
    expect(await activeAdmins()).toBe(1);
  });

  it("two admins who take each other's role at once do not both succeed", async () => {
    const [ada, ben] = [await make("ada", "admin"), await make("ben", "admin")];
    const results = await Promise.allSettled([
      setUserRole(...as(ada), ben.userId, "viewer"),
      setUserRole(...as(ben), ada.userId, "viewer"),
    ]);
    expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(await activeAdmins()).toBe(1);
  });

  it("nobody changes or disables themselves", async () => {
    const ada = await make("ada", "admin");
    await make("ben", "admin");
    await expect(setUserRole(...as(ada), ada.userId, "viewer")).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(setUserDisabled(...as(ada), ada.userId, true)).rejects.toMatchObject({ code: "FORBIDDEN" });
    expect(await activeAdmins()).toBe(2);
  });

  it("an address has one account, whatever its case", async () => {
    await make("ada", "admin");
    const again = { name: "Ada", email: "ADA@EXAMPLE.COM", role: "viewer" as const, passwordHash: null };
    await expect(transact((tx) => insertUser(tx, again))).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("a user who is gone is said to be gone", async () => {
    const ada = await make("ada", "admin");
    await expect(setUserRole(...as(ada), "nobody", "viewer")).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("no two have one name, however it is written, and whom nobody can ask gets the address behind it", async () => {
    await transact((tx) =>
      insertUser(tx, { name: "Robin Halden", email: "robin@example.com", role: "admin", passwordHash: null }),
    );
    const again = (name: string, email = "other@example.com") =>
      transact((tx) => insertUser(tx, { name, email, role: "viewer", passwordHash: null }));
    for (const name of [
      "Robin Halden",
      "robin  halden",
      "Ｒｏｂｉｎ Ｈａｌｄｅｎ",
      "R\u043ebin\u200b Halden",
    ])
      await expect(again(name), name).rejects.toMatchObject({
        code: "CONFLICT",
        fields: { name: [expect.stringContaining("this name")] },
      });
    const free = await transact((tx) => freeName(tx, "robin halden", "other@example.com"));
    expect(free).toBe("robin halden (other@example.com)");
    await again(free);
    // Whoever took that name, by chance or not, keeps nobody out who comes by a provider.
    const other = await transact((tx) => freeName(tx, "robin halden", "other@example.com"));
    expect(other).toBe("robin halden (other@example.com, 2)");
    await again(other, "third@example.com");
    expect(await transact((tx) => freeName(tx, "Ada", "ada@example.com"))).toBe("Ada");
  });

  it("two who take one name at once do not both get it", async () => {
    const both = await Promise.allSettled(
      ["one", "two"].map((who) =>
        transact((tx) =>
          insertUser(tx, { name: "Noor", email: `${who}@example.com`, role: "viewer", passwordHash: null }),
        ),
      ),
    );
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});
