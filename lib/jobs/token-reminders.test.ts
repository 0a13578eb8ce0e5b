import { describe, expect, it } from "vitest";
import { insertUser } from "#lib/access/users/mutations.ts";
import { env as envOf, parseEnv, replaceEnv } from "#lib/core/env.ts";
import { newId } from "#lib/core/ids.ts";
import { listConnections } from "#lib/directory/connections/data.ts";
import { recordCheck } from "#lib/directory/connections/mutations.ts";
import { setTokenDays, tokenDays } from "#lib/directory/policies/token-age.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection } from "#lib/store/db/rows.testing.ts";
import { remindOfApiTokens, remindOfTokens } from "./token-reminders.ts";

const DAY = 86_400_000;
const NOW = Date.parse("2026-06-01T12:00:00.000Z");
const ago = (days: number) => new Date(NOW - days * DAY).toISOString();

const connection = async (over: object) =>
  insertTestConnection(newId(), { label: "Halden Docs", token_told_at: null, ...over });
const eventsAbout = async (id: string) =>
  (await db().selectFrom("events").select(["action", "body"]).where("connection_id", "=", id).execute())
    .filter(({ action }) => action === "connection.tokenOld")
    .map(({ body }) => JSON.parse(body) as { facts: object });

describeEachStore("reminders of stored tokens", () => {
  describe("by age", () => {
    it("tell of a token that is stored for longer than the policy, once a week", async () => {
      const old = await connection({ token_stored_at: ago(181) });
      const young = await connection({ token_stored_at: ago(179) });
      await remindOfTokens(NOW);
      expect(await eventsAbout(old)).toMatchObject([{ facts: { reason: "age", limitDays: 180 } }]);
      expect(await eventsAbout(young)).toEqual([]);
      await remindOfTokens(NOW + 6 * DAY);
      // The young one is 185 days old by then: it has its own first reminder.
      expect(await eventsAbout(old)).toHaveLength(1);
      expect(await eventsAbout(young)).toHaveLength(1);
      await remindOfTokens(NOW + 7 * DAY);
      expect(await eventsAbout(old)).toHaveLength(2);
    });

    it("follow the policy", async () => {
      const id = await connection({ token_stored_at: ago(40) });
      await setTokenDays("system", 30);
      expect(await tokenDays()).toBe(30);
      await remindOfTokens(NOW);
      expect(await eventsAbout(id)).toMatchObject([{ facts: { limitDays: 30 } }]);
      await setTokenDays("system", 180);
    });

    it("end with another token, which is as old as its place in the store", async () => {
      const id = await connection({ token_stored_at: "2020-01-01T00:00:00.000Z" });
      const row = async () => (await listConnections()).find((one) => one.id === id);
      expect(await row()).toMatchObject({ isTokenOld: true });
      const target = { id: "o", name: "Docs", may: { view: true, manage: true }, rights: [] };
      const check = { user: { id: "u", name: "Maya" }, targets: [target] };
      await recordCheck("system", id, check, target);
      expect(await row()).toMatchObject({ isTokenOld: true });
      await recordCheck("system", id, check, target, "another-token-of-docs");
      expect(await row()).toMatchObject({ isTokenOld: false });
      await remindOfTokens();
      expect(await eventsAbout(id)).toEqual([]);
    });
  });

  it("tell of a refused token that nobody replaced for a day", async () => {
    const refused = (days: number) =>
      connection({ token_stored_at: ago(3), state: "refused", state_at: ago(days) });
    const [since, just] = [await refused(1.5), await refused(0.5)];
    await remindOfTokens(NOW);
    expect(await eventsAbout(since)).toMatchObject([{ facts: { reason: "refused" } }]);
    expect(await eventsAbout(just)).toEqual([]);
  });

  it("tell of an API token that ends soon, once: a week before, the day before where it is short, never of a day's", async () => {
    const env = parseEnv({
      ...{ ROLLCALL_SMTP_URL: "smtp://127.0.0.1:1", ROLLCALL_SMTP_FROM: "rollcall@example.com" },
    });
    const { ROLLCALL_SMTP_URL, ROLLCALL_SMTP_FROM } = env;
    const own = envOf();
    replaceEnv({ ...own, ROLLCALL_SMTP_URL, ROLLCALL_SMTP_FROM });
    try {
      const user = await transact((tx) =>
        insertUser(tx, { name: "Ben", email: "ben@example.com", role: "viewer", passwordHash: null }),
      );
      const token = (name: string, days: number) =>
        db()
          .insertInto("api_tokens")
          .values({
            ...{ id: newId(), user_id: user, name, kind: "user", scopes: "[]", token_digest: newId() },
            ...{ created_at: ago(0), ends_at: ago(-days), last_used_at: null, last_address: null },
            ...{ ended_at: name === "ended" ? ago(0) : null, end_told_at: null },
          })
          .execute();
      for (const [name, days] of [
        ["long", 90],
        ["week", 7],
        ["day", 1],
        ["ended", 90],
      ] as const)
        await token(name, days);
      const told = async (days: number) => {
        await remindOfApiTokens(NOW + days * DAY);
        const rows = await db().selectFrom("notices").select("what").where("user_id", "=", user).execute();
        return rows.map(({ what }) => what).sort();
      };
      expect(await told(0)).toEqual([]);
      expect(await told(6)).toEqual(["week"]);
      expect(await told(82)).toEqual(["week"]);
      expect(await told(83)).toEqual(["long", "week"]);
      expect(await told(84)).toEqual(["long", "week"]);
    } finally {
      replaceEnv(own);
    }
  });
});
