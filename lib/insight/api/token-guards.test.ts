import { randomUUID } from "node:crypto";
import { beforeAll, expect, it } from "vitest";
import { TURNS_AT_ONCE, takeTurn } from "#lib/access/action/api-rate.ts";
import { TOKEN_SCOPES } from "#lib/access/tokens/constants.ts";
import { endToken } from "#lib/access/tokens/mutations.ts";
import { writeUses } from "#lib/access/tokens/uses.ts";
import { findTokenViewer } from "#lib/access/tokens/viewer.ts";
import { MOST_REQUESTS } from "#lib/changes/approvals/room.ts";
import { addUser, type Bench, withVendors } from "#lib/changes/changes.testing.ts";
import { applyPlan } from "#lib/changes/proposals/apply.ts";
import { runDue } from "#lib/changes/schedules/run-due.ts";
import { stored } from "#lib/changes/schedules/schedules.testing.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { ask, makeToken } from "./api.testing.ts";

type Scopes = (typeof TOKEN_SCOPES)[number][];
type Said = { id: string; digest: string; status: string; scheduleId: string; risks: { code: string }[] } & {
  counts: Record<string, number>;
  lines: { items: { refusal: { code: string; reason: string } | null }[] };
};

describeEachStore("what somebody could do with a token that is not theirs", () => {
  const vendors = withVendors();
  let bench: Bench;
  let owner: Viewer;
  let teamId = "";
  let members: string[] = [];
  beforeAll(async () => {
    bench = await vendors.open("gitbook", { members: 30, orgMembers: 34, enterprise: true });
    owner = bench.viewer;
    teamId = await bench.teamId();
    members = await bench.plainMembers();
  });

  const token = (scopes: Scopes = [...TOKEN_SCOPES], kind: "user" | "agent" = "user", of: Viewer = owner) =>
    makeToken(of, { name: randomUUID(), kind, scopes });
  const promotion = () => ({
    changes: [{ kind: "member.setRole", input: { teamId, userId: members.pop(), role: "owner" } }],
  });
  const plan = async (by: string, body: unknown): Promise<Said> =>
    (await ask("/plans", { token: by, body })).body as Said;
  const apply = (by: string, { id, digest, risks }: Said, more: object = {}) =>
    ask("/batches", {
      token: by,
      body: { planId: id, digest, acknowledged: risks.map(({ code }) => code), ...more },
      headers: { "idempotency-key": randomUUID() },
    });

  it.each([
    ["org.invite", { email: "new@example.com", role: "member" }, "member.add"],
    ["org.invite", { email: "new@example.com", orgRole: "admin", teamId: undefined }, "org.setRole"],
    ["member.add", { userId: "first", role: "owner" }, "member.setRole"],
    ["team.create", { title: "Mine", memberIds: ["first"], teamId: undefined }, "member.add"],
  ] as const)("%s with %j needs the scope of what it gives besides", async (kind, given, lacking) => {
    const { connectionId } = bench;
    const isOfOrganization = kind !== "member.add";
    const input = JSON.parse(
      JSON.stringify({ ...(isOfOrganization ? { connectionId } : {}), teamId, ...given }),
    ) as Record<string, unknown>;
    const [first] = members;
    if (input.userId) input.userId = first;
    if (input.memberIds) input.memberIds = [first];
    const { token: by } = await token([kind]);
    const { lines, counts } = await plan(by, { changes: [{ kind, input }] });
    expect([counts.apply, lines.items[0]?.refusal]).toEqual([
      0,
      { code: "FORBIDDEN", reason: `This token has no scope “${lacking}”, which this needs too` },
    ]);
    const { token: enough } = await token([kind, "member.add", "member.setRole", "org.setRole"]);
    const allowed = await plan(enough, { changes: [{ kind, input }] });
    expect(allowed.lines.items[0]?.refusal?.code).not.toBe("FORBIDDEN");
  });

  it("lets nobody look at others' plans without the scope that shows their batches", async () => {
    const other = await addUser("operator");
    const { token: theirs } = await token([...TOKEN_SCOPES], "user", other);
    const { id } = await plan(theirs, promotion());
    const { token: without } = await token(["member.setRole"]);
    const { token: withIt } = await token(["member.setRole", "activity.read"]);
    expect((await ask("/plans/{id}", { token: without, id })).status).toBe(404);
    expect((await ask("/plans/{id}", { token: withIt, id })).status).toBe(200);
  });

  it("plans again two at a time, as it plans", async () => {
    const { token: by, id: tokenId } = await token();
    const { id } = await plan(by, promotion());
    const look = async () => (await ask("/plans/{id}", { token: by, id })).status;
    const ends = Array.from({ length: TURNS_AT_ONCE }, () => takeTurn(`token:${tokenId}`));
    expect(await look()).toBe(429);
    ends.pop()?.();
    expect([await look(), await look()]).toEqual([200, 200]);
    ends.pop()?.();
  });

  it("stops with its token what waits for a time and no person has looked at", async () => {
    const stolen = await token();
    const at = new Date(Date.now() + 3_600_000).toISOString();
    const made = await apply(stolen.token, await plan(stolen.token, promotion()), { at });
    const { scheduleId } = made.body as Said;
    await endToken(owner, stolen.id);
    const due = (iso: string) =>
      db().updateTable("schedules").set({ due_at: iso }).where("id", "=", scheduleId).execute();
    await due(new Date(Date.now() - 1_000).toISOString());
    await runDue();
    expect(await stored(scheduleId)).toMatchObject({
      state: "held",
      reason: "The token that asked for it was ended",
      batch_id: null,
    });
    // Whoever moved it since has looked at it.
    await db()
      .updateTable("schedules")
      .set({ state: "scheduled", changed_at: new Date(Date.now() + 1_000).toISOString() })
      .where("id", "=", scheduleId)
      .execute();
    await runDue();
    expect((await stored(scheduleId))?.state).not.toBe("held");
  });

  it("applies nothing for a token that was ended while it was planned", async () => {
    const given = await token();
    const viewer = await findTokenViewer(given.token, "203.0.113.7");
    const { id, digest, risks } = await plan(given.token, promotion());
    if (!viewer) throw new Error("no viewer");
    await endToken(owner, given.id);
    const acknowledged = risks.map(({ code }) => code);
    await expect(applyPlan(viewer, { planId: id, digest, acknowledged }, randomUUID())).rejects.toMatchObject(
      { code: "UNAUTHENTICATED" },
    );
    const row = await db().selectFrom("plans").selectAll().where("id", "=", id).executeTakeFirst();
    expect(row?.applied_key).toBeNull();
  });

  it("writes down and counts what a plan is refused for", async () => {
    const { token: by, id } = await token(["member.setRole"]);
    const filter = { of: "members", teamId, filter: {}, action: { do: "setRole", role: "member" } };
    expect((await ask("/plans", { token: by, body: { filter } })).status).toBe(403);
    await writeUses();
    const days = await db()
      .selectFrom("api_token_days")
      .select("refused")
      .where("token_id", "=", id)
      .execute();
    expect(days.map(({ refused }) => Number(refused))).toEqual([1]);
    const events = await db()
      .selectFrom("events")
      .select("body")
      .where("action", "=", "access.refused")
      .where("token_id", "=", id)
      .execute();
    expect(events.map(({ body }) => body).join()).toContain("member.read");
  });

  it("ends somewhere what an agent asks people for", async () => {
    const asker = await addUser("operator");
    const { token: by } = await token([...TOKEN_SCOPES], "agent", asker);
    const first = await apply(by, await plan(by, promotion()));
    expect(first.status).toBe(202);
    const row = await db()
      .selectFrom("approvals")
      .selectAll()
      .where("user_id", "=", asker.userId)
      .executeTakeFirstOrThrow();
    const more = Array.from({ length: MOST_REQUESTS - 1 }, () => ({
      ...{ ...row, id: randomUUID(), idempotency_key: randomUUID() },
    }));
    await db().insertInto("approvals").values(more).execute();
    const refused = await apply(by, await plan(by, promotion()));
    expect([refused.status, refused.body]).toMatchObject([
      409,
      {
        detail:
          "50 requests of your tokens wait already, with 50 changes: have them decided, or withdraw some",
      },
    ]);
    // What they ask for is large: one such at a time.
    await db()
      .deleteFrom("approvals")
      .where(
        "id",
        "in",
        more.map(({ id }) => id),
      )
      .execute();
    await db().updateTable("approvals").set({ size: 20_000 }).where("id", "=", row.id).execute();
    expect((await apply(by, await plan(by, promotion()))).status).toBe(409);
  });
});
