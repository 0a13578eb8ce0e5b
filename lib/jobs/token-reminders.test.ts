import { describe, expect, it } from "vitest";
import { newId } from "#lib/core/ids.ts";
import { listConnections } from "#lib/directory/connections/data.ts";
import { recordCheck } from "#lib/directory/connections/mutations.ts";
import { setTokenDays, tokenDays } from "#lib/directory/policies/token-age.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection } from "#lib/store/db/rows.testing.ts";
import { remindOfTokens } from "./token-reminders.ts";

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
});
