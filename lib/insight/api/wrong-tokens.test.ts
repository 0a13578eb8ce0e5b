import { beforeAll, expect, it, vi } from "vitest";
import { FREE_FAILURES } from "#lib/access/auth/throttle.ts";
import { endToken } from "#lib/access/tokens/mutations.ts";
import { newToken } from "#lib/access/tokens/token.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { tellRepeats } from "#lib/store/audit/repeats.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { ask, makeToken, somebody } from "./api.testing.ts";

const MINUTE_MS = 60_000;

describeEachStore("tokens that do not exist", () => {
  let owner: Viewer;
  beforeAll(async () => {
    owner = await somebody("ada admin", "admin");
  });
  const from = (address: string, token: string) =>
    ask("/teams", { token, headers: { "x-forwarded-for": address } });
  const events = async () =>
    (await db().selectFrom("events").select("body").where("action", "=", "token.unknown").execute()).map(
      ({ body }) => (JSON.parse(body) as { facts: object }).facts,
    );

  it("are slowed down by address, and tokens that work there are not", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    try {
      const { token: good } = await makeToken(owner, { name: "Good", scopes: ["team.read"] });
      const before = (await events()).length;
      for (let tried = 0; tried < FREE_FAILURES; tried++)
        expect((await from("198.51.100.1", newToken())).status).toBe(401);
      for (let tried = 0; tried < 3; tried++) {
        const answer = await from("198.51.100.1", newToken());
        expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "5"]);
        expect(answer.body).toMatchObject({ code: "TOO_MANY_ATTEMPTS" });
      }
      expect((await from("198.51.100.1", good)).status).toBe(200);
      // Neither another address, nor what could be no token at all.
      expect((await from("198.51.100.2", newToken())).status).toBe(401);
      expect((await from("198.51.100.1", "rcl_nonsense")).status).toBe(401);
      vi.setSystemTime(Date.now() + 6_000);
      expect((await from("198.51.100.1", newToken())).status).toBe(401);
      expect((await from("198.51.100.1", newToken())).headers.get("retry-after")).toBe("10");
      // One event an address, and one more for how many there were.
      expect(await events()).toHaveLength(before + 2);
      await tellRepeats(Date.now() + 11 * MINUTE_MS);
      expect((await events()).slice(before)).toContainEqual(
        expect.objectContaining({ times: FREE_FAILURES }),
      );
      expect(await events()).toHaveLength(before + 3);
    } finally {
      vi.useRealTimers();
    }
  });

  it("are not those that have ended: they are told that they do not work, however often they ask", async () => {
    const { token, id } = await makeToken(owner, { name: "Over", scopes: ["team.read"] });
    await endToken(owner, id);
    for (let tried = 0; tried < FREE_FAILURES + 3; tried++)
      expect((await from("198.51.100.3", token)).status).toBe(401);
  });
});
