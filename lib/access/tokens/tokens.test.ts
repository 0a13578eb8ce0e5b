import { beforeAll, describe, expect, it, vi } from "vitest";
import { subjectKey, tokenSubject } from "#lib/access/grants/data.ts";
import { halfOf, insertWorld, OURS, THEIRS } from "#lib/access/grants/world.testing.ts";
import { insertUser, setUserDisabled, setUserRole } from "#lib/access/users/mutations.ts";
import type { Role, Viewer } from "#lib/core/permissions.ts";
import { listActivity } from "#lib/insight/activity/data.ts";
import { eraseUser } from "#lib/store/audit/erase-user.ts";
import * as store from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { listTokens } from "./data.ts";
import { createToken, endToken } from "./mutations.ts";
import { createTokenSchema } from "./schema.ts";
import { isToken, newToken } from "./token.ts";
import { findTokenViewer } from "./viewer.ts";

const { db, transact } = store;
const FROM = "203.0.113.9";
const DAY_MS = 86_400_000;
const [ours, theirs] = [halfOf(OURS), halfOf(THEIRS)];

async function somebody(name: string, role: Role): Promise<Viewer> {
  const email = `${name.replaceAll(" ", ".")}@example.com`;
  const userId = await transact((tx) => insertUser(tx, { name, email, role, passwordHash: null }));
  return { userId, name, email, role, sessionId: `session of ${name}`, scope: "all" };
}
const make = (viewer: Viewer, given: object = {}) =>
  createToken(viewer, createTokenSchema.parse({ name: "Pipeline", scopes: ["team.read"], ...given }));

describe("a token's text", () => {
  it("has a prefix, 256 random bits and a checksum, all of which count", () => {
    const token = newToken();
    expect(token).toMatch(/^rcl_[0-9A-Za-z]{49}$/);
    expect(isToken(token)).toBe(true);
    expect(new Set(Array.from({ length: 50 }, newToken)).size).toBe(50);
    for (const at of [5, 20, 46, 50, 52]) {
      const other = token[at] === "x" ? "y" : "x";
      expect(isToken(token.slice(0, at) + other + token.slice(at + 1))).toBe(false);
    }
    expect(isToken(token.replace("rcl_", "rcl-"))).toBe(false);
    expect(isToken(`${token}0`)).toBe(false);
  });

  it("without its checksum is refused before the store is asked", async () => {
    const asked = vi.spyOn(store, "db").mockImplementation(() => {
      throw new Error("the store was asked");
    });
    try {
      const token = newToken();
      await expect(findTokenViewer(token, FROM)).rejects.toThrow("the store was asked");
      const wrong = token.slice(0, -1) + (token.endsWith("0") ? "1" : "0");
      expect(await findTokenViewer(wrong, FROM)).toBeNull();
    } finally {
      asked.mockRestore();
    }
  });
});

describeEachStore("tokens", () => {
  let admin: Viewer;
  beforeAll(async () => {
    admin = await somebody("ada admin", "admin");
    await insertWorld(admin.userId);
  });

  it("speak for their owner with their scopes alone, and are kept as a digest", async () => {
    const owner = await somebody("olga", "operator");
    const { token, id } = await make(owner);
    expect(await findTokenViewer(token, FROM)).toEqual({
      ...{ userId: owner.userId, name: "olga", email: "olga@example.com", role: "operator", scope: "all" },
      ...{
        address: FROM,
        sessionId: `token:${id}`,
        token: { id, name: "Pipeline", kind: "user", scopes: ["team.read"] },
      },
    });
    const rows = await db().selectFrom("api_tokens").selectAll().where("id", "=", id).execute();
    const events = await db().selectFrom("events").selectAll().where("action", "=", "token.create").execute();
    expect(events).toHaveLength(1);
    expect(JSON.stringify([rows, events])).not.toContain(token.slice(4, 40));
    expect(await findTokenViewer(newToken(), FROM)).toBeNull();
  });

  it("end by themselves: after 90 days, and after a year at most", async () => {
    const owner = await somebody("timo", "viewer");
    const { token, endsAt } = await make(owner);
    expect(Math.round((Date.parse(endsAt) - Date.now()) / DAY_MS)).toBe(90);
    expect(await findTokenViewer(token, FROM, Date.parse(endsAt) - 1)).not.toBeNull();
    expect(await findTokenViewer(token, FROM, Date.parse(endsAt))).toBeNull();
    expect(createTokenSchema.safeParse({ name: "a", scopes: ["team.read"], days: 366 }).success).toBe(false);
  });

  it("note when and from where they were used, once a minute", async () => {
    const owner = await somebody("uma", "viewer");
    const { token, id } = await make(owner);
    const used = () =>
      db()
        .selectFrom("api_tokens")
        .select(["last_used_at", "last_address"])
        .where("id", "=", id)
        .executeTakeFirst();
    const now = Date.now();
    await findTokenViewer(token, "192.0.2.1", now);
    await findTokenViewer(token, "192.0.2.2", now + 59_000);
    expect(await used()).toEqual({ last_used_at: new Date(now).toISOString(), last_address: "192.0.2.1" });
    await findTokenViewer(token, "192.0.2.2", now + 60_000);
    expect(await used()).toMatchObject({ last_address: "192.0.2.2" });
  });

  it("are ended by their owner or an admin, once, and by nobody else", async () => {
    const owner = await somebody("otto", "viewer");
    const other = await somebody("nora", "operator");
    const one = await make(owner, { name: "One" });
    const two = await make(owner, { name: "Two" });
    await expect(endToken(other, one.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await endToken(owner, one.id);
    await expect(endToken(owner, one.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await endToken(admin, two.id);
    for (const { token } of [one, two]) expect(await findTokenViewer(token, FROM)).toBeNull();
    const { rows } = await listActivity({ q: "token.end" }, { viewer: admin });
    expect(rows.map((row) => row.what.map(({ text }) => text).join(""))).toEqual([
      "Ended the API token Two of otto",
      "Ended the API token One",
    ]);
  });

  it("die with their user's access, and stay dead when it comes back", async () => {
    const owner = await somebody("dora", "operator");
    const { token } = await make(owner);
    const actor = { id: admin.userId };
    await setUserDisabled(admin, actor, owner.userId, true);
    expect(await findTokenViewer(token, FROM)).toBeNull();
    await setUserDisabled(admin, actor, owner.userId, false);
    expect(await findTokenViewer(token, FROM)).toBeNull();
  });

  it("have the role that their owner has by now", async () => {
    const owner = await somebody("rosa", "operator");
    const { token } = await make(owner);
    await setUserRole(admin, { id: admin.userId }, owner.userId, "viewer");
    expect(await findTokenViewer(token, FROM)).toMatchObject({ role: "viewer" });
  });

  it("see what both limits leave, as they are by now", async () => {
    const owner = await somebody("lara", "viewer");
    const whole = (connectionId: string) => ({ connectionId, teamIds: "all" });
    const { token, id } = await make(owner, {
      limit: [whole(ours.connectionId), whole(theirs.connectionId)],
    });
    const scope = async () => (await findTokenViewer(token, FROM))?.scope;
    expect(await scope()).toMatchObject({ connections: [ours.connectionId, theirs.connectionId] });
    const subject = subjectKey({ kind: "user", id: owner.userId });
    await db().insertInto("limits").values({ subject, created_by: "test", created_at: "" }).execute();
    await db()
      .insertInto("grants")
      .values({ subject, connection_id: ours.connectionId, team_id: ours.teamId })
      .execute();
    expect(await scope()).toMatchObject({ connections: [], teams: [ours.teamId] });
    // What is left of a token's own limit when it is gone is nothing, never everything.
    await db().deleteFrom("grants").where("subject", "=", tokenSubject(id)).execute();
    expect(await scope()).toMatchObject({ connections: [], teams: [] });
  });

  it("are never limited to, or allowed, more than their owner has", async () => {
    const scope = { connections: [], partial: [ours.connectionId], teams: [ours.teamId], organizations: [] };
    const owner: Viewer = { ...(await somebody("lena", "viewer")), scope };
    for (const granted of [
      { connectionId: ours.connectionId, teamIds: "all" },
      { connectionId: ours.connectionId, teamIds: [ours.otherTeamId] },
      { connectionId: theirs.connectionId, teamIds: [ours.teamId] },
    ])
      await expect(make(owner, { limit: [granted] })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await make(owner, { limit: [{ connectionId: ours.connectionId, teamIds: [ours.teamId] }] });
    expect(createTokenSchema.safeParse({ name: "a", scopes: ["user.read"] }).success).toBe(false);
    await expect(
      createToken(
        { ...owner, token: { id: "t", name: "t", kind: "user", scopes: [] } },
        createTokenSchema.parse({ name: "b", scopes: ["team.read"] }),
      ),
    ).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("have a name of their own, and are listed to their owner and to admins alone", async () => {
    const owner = await somebody("noah", "viewer");
    await make(owner, { name: "Mine" });
    await expect(make(owner, { name: "Mine" })).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await listTokens(owner)).map(({ label }) => label)).toEqual(["Mine"]);
    expect((await listTokens(admin)).map(({ label }) => label)).toContain("Mine (noah)");
  });

  it("go with their owner's erasure, what they are called too", async () => {
    const owner = await somebody("erin", "viewer");
    const { id } = await make(owner, { name: "Erins laptop", limit: [] });
    await setUserDisabled(admin, { id: admin.userId }, owner.userId, true);
    await eraseUser(owner.userId, { id: admin.userId });
    const rows = await db().selectFrom("api_tokens").select("id").where("id", "=", id).execute();
    const limits = await db()
      .selectFrom("limits")
      .select("subject")
      .where("subject", "=", tokenSubject(id))
      .execute();
    const events = await db().selectFrom("events").selectAll().execute();
    expect([rows, limits]).toEqual([[], []]);
    expect(JSON.stringify(events).toLowerCase()).not.toContain("erins laptop");
  });
});
