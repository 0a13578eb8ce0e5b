import { beforeAll, expect, it } from "vitest";
import { actorOf } from "#lib/access/auth/actor.ts";
import { inviteUser, joinByLink, revokeInvite } from "#lib/access/auth/invites.ts";
import { findViewer } from "#lib/access/auth/sessions.ts";
import { listInvites } from "#lib/access/users/data.ts";
import { insertUser, setUserDisabled } from "#lib/access/users/mutations.ts";
import type { Role, Viewer } from "#lib/core/permissions.ts";
import { db, transact } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { getLimit, listLimitPlaces, scopeOf } from "./data.ts";
import { setGrants } from "./mutations.ts";
import { halfOf, insertWorld, OURS, THEIRS } from "./world.testing.ts";

const [ours, theirs] = [halfOf(OURS), halfOf(THEIRS)];

async function person(role: Role, name: string): Promise<Viewer> {
  const email = `${name}@example.com`;
  const userId = await transact((tx) => insertUser(tx, { name, email, role, passwordHash: null }));
  return { userId, name, email, role, sessionId: "s", scope: "all" };
}

describeEachStore("limits", () => {
  const people = {} as Record<"admin" | "other" | "operator", Viewer>;
  const user = (viewer: Viewer) => ({ kind: "user" as const, id: viewer.userId });
  beforeAll(async () => {
    people.admin = await person("admin", "admin");
    people.other = await person("admin", "other");
    people.operator = await person("operator", "op");
    await insertWorld(people.admin.userId);
  });

  it("leave everything until there is one, and then what they grant", async () => {
    const { admin, operator } = people;
    expect(await scopeOf(operator.userId, "operator")).toBe("all");
    const granted = [
      { connectionId: ours.connectionId, teamIds: "all" as const },
      { connectionId: theirs.connectionId, teamIds: [theirs.organizationId, theirs.teamId] },
    ];
    await setGrants(admin, { subject: user(operator), granted });
    expect(await scopeOf(operator.userId, "operator")).toEqual({
      connections: [ours.connectionId],
      partial: [theirs.connectionId],
      organizations: [theirs.connectionId],
      teams: expect.arrayContaining([theirs.organizationId, theirs.teamId]),
    });
    expect(await getLimit(user(operator))).toMatchObject({
      granted: expect.arrayContaining(granted.slice(0, 1)),
    });
    const { body, personal } = await db()
      .selectFrom("events")
      .select(["body", "personal"])
      .where("action", "=", "grant.set")
      .orderBy("seq", "desc")
      .executeTakeFirstOrThrow();
    expect(JSON.parse(body).facts).toMatchObject({
      isLimited: true,
      connections: [ours.connectionId, theirs.connectionId],
    });
    expect(personal).toContain(`${OURS} label`);
  });

  it("take back the links that somebody made who may make none from then on", async () => {
    const { admin, other } = people;
    const actor = actorOf(other);
    await inviteUser(other, actor, "way.in@example.com", "admin");
    const links = () =>
      db().selectFrom("links").select("id").where("created_by", "=", other.userId).execute();
    expect(await links()).toHaveLength(1);
    await setGrants(admin, { subject: user(other), granted: [] });
    expect(await links()).toEqual([]);
    await setGrants(admin, { subject: user(other), granted: null });
  });

  it("come with an invite, and hold from the first request of whoever joins by it", async () => {
    const { admin } = people;
    const granted = [{ connectionId: theirs.connectionId, teamIds: [theirs.teamId] }];
    const email = "limited@example.com";
    const { url, places } = await inviteUser(admin, actorOf(admin), email, "operator", granted);
    expect(places).toEqual([`${THEIRS} team of ${THEIRS} label`]);
    const [invite] = (await listInvites()).filter((row) => row.email === email);
    expect((await listLimitPlaces())[`invite:${invite?.id}`]).toEqual(places);
    const noted = await db()
      .selectFrom("events")
      .select(["body", "personal"])
      .where("action", "=", "user.invite")
      .orderBy("seq", "desc")
      .executeTakeFirstOrThrow();
    expect(JSON.parse(noted.body).facts).toMatchObject({ isLimited: true, teams: [theirs.teamId] });
    expect(noted.personal).toContain(`${THEIRS} team`);

    const joining = {
      token: url.split("/").at(-1) ?? "",
      name: "Limited",
      password: "correct horse battery",
    };
    const sessionId = await joinByLink({ ...joining, from: { address: "203.0.113.9", userAgent: "Test" } });
    const viewer = await findViewer(sessionId);
    expect(viewer?.scope).toEqual({
      connections: [],
      partial: [theirs.connectionId],
      organizations: [],
      teams: [theirs.teamId],
    });
    const after = await listLimitPlaces();
    expect(after[`user:${viewer?.userId}`]).toEqual(places);
    expect(after[`invite:${invite?.id}`]).toBeUndefined();
    // Who is limited invites nobody: what they give could reach further than they do.
    await expect(
      inviteUser(viewer as Viewer, "system", "further@example.com", "viewer"),
    ).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
    await setGrants(admin, { subject: user(viewer as Viewer), granted: null });
  });

  it("of an invite go with it: revoked, replaced, or its maker limited", async () => {
    const { admin, other } = people;
    const granted = [{ connectionId: ours.connectionId, teamIds: "all" as const }];
    const email = "never.joins@example.com";
    const invite = (maker: Viewer) => inviteUser(maker, actorOf(maker), email, "viewer", granted);
    const waiting = async () =>
      Object.keys(await listLimitPlaces()).filter((key) => key.startsWith("invite:"));
    await invite(admin);
    await invite(other);
    expect(await waiting()).toHaveLength(1);
    await setGrants(admin, { subject: user(other), granted: [] });
    expect(await waiting()).toEqual([]);
    await setGrants(admin, { subject: user(other), granted: null });
    await invite(admin);
    const [row] = (await listInvites()).filter((one) => one.email === email);
    await revokeInvite(admin, row?.id ?? "");
    expect(await waiting()).toEqual([]);
    const gone = [{ connectionId: ours.connectionId, teamIds: [theirs.teamId] }];
    await expect(inviteUser(admin, "system", email, "viewer", gone)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect((await listInvites()).filter((one) => one.email === email)).toEqual([]);
  });

  it("narrow together, whoever they are for", async () => {
    const { admin, operator } = people;
    const granted = [{ connectionId: theirs.connectionId, teamIds: [theirs.teamId, theirs.otherTeamId] }];
    await setGrants(admin, { subject: { kind: "role", id: "operator" }, granted });
    expect(await scopeOf(operator.userId, "operator")).toEqual({
      connections: [],
      partial: [theirs.connectionId],
      organizations: [],
      teams: [theirs.teamId],
    });
    await setGrants(admin, { subject: { kind: "role", id: "operator" }, granted: null });
    await setGrants(admin, { subject: user(operator), granted: null });
    expect(await scopeOf(operator.userId, "operator")).toBe("all");
  });

  it("never widen because a connection went", async () => {
    const { admin, operator } = people;
    await setGrants(admin, {
      subject: user(operator),
      granted: [{ connectionId: ours.connectionId, teamIds: "all" }],
    });
    await db().deleteFrom("grants").where("subject", "=", `user:${operator.userId}`).execute();
    expect(await scopeOf(operator.userId, "operator")).toEqual({
      connections: [],
      partial: [],
      organizations: [],
      teams: [],
    });
  });

  it("are not for oneself, one's own role, or what is not there", async () => {
    const { admin, operator } = people;
    await expect(setGrants(admin, { subject: user(admin), granted: [] })).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await expect(
      setGrants(admin, { subject: { kind: "role", id: "admin" }, granted: [] }),
    ).rejects.toMatchObject({
      code: "CONFLICT",
    });
    const gone = { subject: user(operator), granted: [{ connectionId: "none", teamIds: "all" as const }] };
    await expect(setGrants(admin, gone)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const elsewhere = [{ connectionId: ours.connectionId, teamIds: [theirs.teamId] }];
    await expect(setGrants(admin, { subject: user(operator), granted: elsewhere })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("leave an admin without one, also when two limit each other at once", async () => {
    const { admin, other } = people;
    const ended = await Promise.allSettled([
      setGrants(admin, { subject: user(other), granted: [] }),
      setGrants(other, { subject: user(admin), granted: [] }),
    ]);
    expect(ended.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const [whole, limited] = ended[0].status === "fulfilled" ? [admin, other] : [other, admin];
    expect(await scopeOf(whole.userId, "admin")).toBe("all");
    // An admin who sees a part only is no reason to let the last whole one go.
    await expect(setUserDisabled(limited, actorOf(limited), whole.userId, true)).rejects.toMatchObject({
      code: "LAST_ADMIN",
    });
  });
});
