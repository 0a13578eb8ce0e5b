import { describe, expect, it } from "vitest";
import { applyToEnd, type Bench, eventsOf, withVendors } from "#lib/changes/changes.testing.ts";
import { getOffboarding } from "#lib/changes/offboarding/data.ts";
import { lookAgain } from "#lib/changes/offboarding/look-again.ts";
import { recordOffboarding } from "#lib/changes/offboarding/mutations.ts";
import { planOffboarding } from "#lib/changes/offboarding/plan.ts";
import { readLeaving } from "#lib/changes/offboarding/record.ts";
import { beginRefresh } from "#lib/changes/offboarding/refresh.ts";
import { readDoors } from "#lib/directory/doors/read.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import type { TenantOptions } from "#sandbox/types.ts";

useTestStore();
const vendors = withVendors();

const HOUR = 3_600_000;
const EMAIL = "ada@leaving.example";
const ADA = { id: "ada", email: EMAIL, orgRole: "edit" as const, sso: false, disabled: false };
const inviteLinks = [
  { id: "first-link", role: "edit" as const },
  { id: "other-link", role: null },
];

type World = { bench: Bench; personId: string };
async function open(options: Partial<TenantOptions> = {}): Promise<World> {
  const overrides = {
    people: [{ id: "boss", email: "boss@halden.example", orgRole: "admin" as const, sso: false }, ADA],
    teams: [{ id: "docs", title: "Docs", members: ["boss", "ada"], owners: ["boss"] }],
    ...options.overrides,
  };
  const bench = await vendors.open("gitbook", { members: 2, orgMembers: 2, ...options, overrides });
  const { person_id: personId } = await db()
    .selectFrom("members")
    .innerJoin("teams", "teams.id", "members.team_id")
    .select("members.person_id")
    .where("members.connection_id", "=", bench.connectionId)
    .where("members.user_id", "=", "ada")
    .where("teams.kind", "=", "organization")
    .executeTakeFirstOrThrow();
  return { bench, personId };
}
/** The plan as the dialog makes it, narrowed to this tenant: Ada is in those of the other tests too. */
async function planOf({ bench, personId }: World, links: string[] = []) {
  const plan = await planOffboarding(personId, { links });
  const isHere = async (teamId: string) => (await bench.teamId()) === teamId;
  const here = await Promise.all(
    plan.changes.map(async ({ input }) =>
      "connectionId" in input ? input.connectionId === bench.connectionId : isHere(input.teamId),
    ),
  );
  const doors = plan.doors.filter(({ connectionId }) => connectionId === bench.connectionId);
  return { ...plan, doors, changes: plan.changes.filter((_, place) => here[place]) };
}
async function offboard(world: World, links: string[] = []): Promise<string> {
  const { bench, personId } = world;
  const { changes } = await planOf(world, links);
  const { batchId } = await applyToEnd(bench.viewer, changes);
  const leaving = await readLeaving(bench.viewer, batchId, personId);
  await recordOffboarding(bench.viewer, { batchId, personId, unreached: [], ...leaving });
  return batchId;
}
const kinds = (doors: readonly { kind: string }[]) => doors.map(({ kind }) => kind);
const settings = (more: object) => ({ overrides: { settings: more } });

const wordsOf = ({ checklist }: { checklist: readonly { words: string }[] }): string =>
  checklist.map(({ words }) => words).join("\n");

describe("doors beside the teams", () => {
  it("that fit the person are in the plan and in the checklist", async () => {
    const world = await open({
      overrides: { inviteLinks, settings: { emailDomains: ["elsewhere.example", "Leaving.example"] } },
    });
    const { unreached } = await beginRefresh(world.personId);
    expect(unreached).toEqual([]);
    const plan = await planOf(world);
    expect(kinds(plan.doors)).toEqual(["domain", "link"]);
    expect(plan.doors[0]?.words).toContain("leaving.example");
    expect(wordsOf(plan)).toMatch(/mailbox at leaving\.example[\s\S]*2 open invite links/);
    const batchId = await offboard(world);
    const { checklist } = await getOffboarding(world.bench.viewer, batchId);
    const words = checklist.map((item) => item.words).join("\n");
    expect(words).toMatch(/mailbox at leaving\.example[\s\S]*Delete the 2 open invite links/);
    expect((await world.bench.state()).organizations[0]?.inviteLinks).toHaveLength(2);
  });

  it("that are links can go with the person, as changes of the same plan", async () => {
    const world = await open({ overrides: { inviteLinks } });
    await beginRefresh(world.personId);
    const plan = await planOf(world, [world.bench.connectionId]);
    expect(plan.changes.map(({ kind }) => kind).slice(0, 2)).toEqual(["org.deleteLink", "org.deleteLink"]);
    expect(plan.doors).toEqual([]);
    const batchId = await offboard(world, [world.bench.connectionId]);
    expect((await world.bench.state()).organizations[0]?.inviteLinks).toEqual([]);
    const offboarding = await getOffboarding(world.bench.viewer, batchId);
    expect(offboarding.label).toBe(EMAIL);
    expect(offboarding.removals.map((removal) => removal.outcome)).toEqual(["done", "done"]);
    expect(offboarding.checklist.map((item) => item.words).join("\n")).not.toContain("invite link");
  });

  it("are not there for another domain, nor for a part of one", async () => {
    const world = await open(settings({ emailDomains: ["example", "ving.example", "mail.leaving.example"] }));
    await readDoors(world.bench.connectionId);
    expect((await planOf(world)).doors).toEqual([]);
  });

  it("that are an identity provider say where to unassign first", async () => {
    const world = await open({ ssoEnforced: true });
    const { doors, checklist } = await planOf(world);
    // Links were not read yet, and do not work where single sign-on is enforced.
    expect(kinds(doors)).toEqual(["directory"]);
    expect(wordsOf({ checklist })).toContain("in the identity provider of");
  });

  it("that could not be read are said, never taken for closed", async () => {
    const world = await open();
    await world.bench.faults({ route: "gitbook GET /orgs/:org/link-invites", status: 403 });
    const { unreached } = await beginRefresh(world.personId);
    expect(unreached.map(({ name }) => name)).toContain(
      `Who may come into ${world.bench.tenant.organizationTitle} by themselves`,
    );
    expect(kinds((await planOf(world)).doors)).toEqual(["unread"]);
  });
});

describe("a day later", () => {
  const later = (hours: number) => Date.now() + hours * HOUR;
  const found = async (world: World, batchId: string) =>
    (await getOffboarding(world.bench.viewer, batchId)).foundAgain;

  it("it is looked at again, once, and said that they stayed away", async () => {
    const world = await open();
    const batchId = await offboard(world);
    expect(await lookAgain(later(23))).toBe(0);
    expect(await lookAgain(later(25))).toBeGreaterThan(0);
    const offboarding = await getOffboarding(world.bench.viewer, batchId);
    expect(offboarding).toMatchObject({ foundAgain: [], lookedAgainAt: expect.any(String) });
    expect(offboarding.lookAgainAt).toBeUndefined();
    expect((await eventsOf(batchId)).at(-1)).toMatchObject({
      action: "offboarding.lookAgain",
      outcome: "done",
    });
    expect(await lookAgain(later(60))).toBe(0);
  });

  it("somebody who came back, with another account too, is named, and the open door", async () => {
    const world = await open(settings({ emailDomains: ["leaving.example"] }));
    const batchId = await offboard(world);
    await world.bench.elsewhere({ op: "addMember", person: { id: "ada-again", email: EMAIL.toUpperCase() } });
    await lookAgain(later(25));
    const title = world.bench.tenant.organizationTitle;
    expect(await found(world, batchId)).toMatchObject([
      { what: "back", words: `They are in ${title} again` },
      { what: "open", words: expect.stringContaining("leaving.example") },
    ]);
    expect((await eventsOf(batchId)).at(-1)).toMatchObject({ outcome: "failed" });
  });

  it("what cannot be read is said, and tried again an hour later", async () => {
    const world = await open();
    const batchId = await offboard(world);
    await world.bench.faults({ route: "gitbook GET *", status: 403 });
    await lookAgain(later(25));
    expect((await found(world, batchId)).map(({ what }) => what)).toContain("unread");
    await world.bench.faults();
    expect(await lookAgain(later(25.5))).toBe(0);
    await lookAgain(later(26.5));
    expect(await getOffboarding(world.bench.viewer, batchId)).toMatchObject({ foundAgain: [] });
  });
});
