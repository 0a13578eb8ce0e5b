import { afterEach, describe, expect, it } from "vitest";
import { retryBatch } from "#lib/changes/batches/retry.ts";
import { applyToEnd, type Bench, endOf, planChanges, withVendors } from "#lib/changes/changes.testing.ts";
import { getOffboarding, listOffboardings } from "#lib/changes/offboarding/data.ts";
import { recordOffboarding, tickItem } from "#lib/changes/offboarding/mutations.ts";
import { type OffboardingChoices, planOffboarding, startOffboarding } from "#lib/changes/offboarding/plan.ts";
import { offboardingCsv } from "#lib/changes/offboarding/receipt.ts";
import { readLeaving } from "#lib/changes/offboarding/record.ts";
import { getPerson } from "#lib/directory/people/person.ts";
import { lanesIdle } from "#lib/directory/sync/lanes.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";

useTestStore();
const vendors = withVendors();
afterEach(lanesIdle);

let count = 0;
type World = { bench: Bench; personId: string; owner: string; teamId: string };

/** An organization in which one person alone owns a team of three. */
async function open(more: object = {}): Promise<World> {
  const n = count++;
  const email = (who: string) => `${who}${n}@handover.example`;
  const person = (who: string, orgRole: "admin" | "edit") => ({
    id: `${who}${n}`,
    email: email(who),
    orgRole,
    sso: false,
    disabled: false,
  });
  const bench = await vendors.open("gitbook", {
    members: 2,
    orgMembers: 4,
    enterprise: true,
    ...more,
    overrides: {
      people: [person("boss", "admin"), person("ada", "edit"), person("ben", "edit"), person("cleo", "edit")],
      teams: [
        { id: "docs", title: "Docs", members: [`ada${n}`, `ben${n}`, `cleo${n}`], owners: [`ada${n}`] },
      ],
    },
  });
  const { person_id: personId } = await db()
    .selectFrom("members")
    .select("person_id")
    .where("email", "=", email("ada"))
    .executeTakeFirstOrThrow();
  return { bench, personId, owner: `ada${n}`, teamId: await bench.teamId() };
}
const heirOf = (world: World): string => world.owner.replace("ada", "ben");
const handOver = (world: World): OffboardingChoices => ({
  heirs: [{ teamId: world.teamId, userId: heirOf(world) }],
});
async function offboard(world: World, choices: OffboardingChoices, acknowledged: string[] = []) {
  const { changes } = await planOffboarding(world.personId, choices);
  const batch = await applyToEnd(world.bench.viewer, changes, { acknowledged, leaveOut: true });
  const leaving = await readLeaving(world.bench.viewer, batch.batchId, world.personId);
  await recordOffboarding(world.bench.viewer, {
    batchId: batch.batchId,
    personId: world.personId,
    unreached: [],
    ...leaving,
  });
  return batch;
}
const docs = async ({ bench }: World) =>
  (await bench.state()).teams
    .find(({ title }) => title === "Docs")
    ?.members.map(({ id, role }) => [id, role]);
const PROMOTION = "gitbook PUT /orgs/:org/teams/:team/members/:user";

describe("handing a team over", () => {
  it("is asked about where the last owner leaves, and about nothing else", async () => {
    const world = await open();
    const plan = await planOffboarding(world.personId);
    expect(plan.undecided).toMatchObject([
      { teamId: world.teamId, successors: [{ userId: heirOf(world) }, { userId: expect.any(String) }] },
    ]);
    expect((await planOffboarding(world.personId, handOver(world))).undecided).toEqual([]);
    expect((await planOffboarding(world.personId, { unowned: [world.teamId] })).undecided).toEqual([]);
    const stranger = { heirs: [{ teamId: world.teamId, userId: "nobody-of-it" }] };
    expect((await planOffboarding(world.personId, stranger)).undecided).toHaveLength(1);
    await world.bench.apply({
      kind: "member.setRole",
      input: { teamId: world.teamId, userId: heirOf(world), role: "owner" },
    });
    expect((await planOffboarding(world.personId)).undecided).toEqual([]);
  });

  it("is done first, and then the owner leaves without a warning that nobody is left", async () => {
    const world = await open();
    const { changes } = await planOffboarding(world.personId, handOver(world));
    expect(changes.map(({ kind }) => kind)).toEqual(["member.setRole", "member.remove", "org.removeMember"]);
    const shown = await planChanges(world.bench.viewer, changes);
    expect(shown.risks).toEqual([]);
    const { batchId } = await offboard(world, handOver(world));
    expect(await docs(world)).toEqual([
      [heirOf(world), "owner"],
      [expect.any(String), "member"],
    ]);
    const sent = (await world.bench.calls()).filter(({ method }) => method !== "GET");
    expect(sent.map(({ method }) => method)).toEqual(["PUT", "DELETE", "DELETE"]);
    const offboarding = await getOffboarding(world.bench.viewer, batchId);
    expect(offboarding.handovers).toMatchObject([{ teamName: "Docs", outcome: "done" }]);
    expect(offboarding.removals).toHaveLength(2);
    expect(offboardingCsv(offboarding)).toContain("handed over");
  });

  it("that fails holds the removals back, from the organization too; tried again, all of it is done", async () => {
    const world = await open();
    await world.bench.faults({ route: PROMOTION, status: 403, times: 1 });
    const batch = await offboard(world, handOver(world));
    expect(batch.changes.map(({ state, code }) => [state, code])).toEqual([
      ["failed", "VENDOR_FORBIDDEN"],
      ["failed", "LAST_ADMIN"],
      ["failed", "LAST_ADMIN"],
    ]);
    expect(batch.changes[2]?.reason).toContain("Held back");
    expect((await docs(world))?.length).toBe(3);
    expect(await retryBatch(world.bench.viewer, batch.batchId)).toEqual({ retried: 3, left: 0 });
    const { changes } = await endOf(world.bench.viewer, batch.batchId);
    expect(changes.map(({ state }) => state)).toEqual(["done", "done", "done"]);
    expect(await docs(world)).toEqual([
      [heirOf(world), "owner"],
      [expect.any(String), "member"],
    ]);
  });

  it("can be refused: then the plan warns, and the team is left without an owner", async () => {
    const world = await open();
    const choices = { unowned: [world.teamId] };
    const { changes } = await planOffboarding(world.personId, choices);
    const shown = await planChanges(world.bench.viewer, changes);
    expect(shown.risks.map(({ code }) => code)).toEqual(["LAST_ADMIN"]);
    await offboard(world, choices, ["LAST_ADMIN"]);
    expect((await docs(world))?.map(([, role]) => role)).toEqual(["member", "member"]);
  });
});

describe("what is left to do by hand", () => {
  it("has links to the consoles, and the list says how much is open", async () => {
    const world = await open();
    const paperspace = await vendors.open("paperspace", {
      overrides: {
        people: [
          { id: "boss", email: "boss@handover.example", role: "owner" },
          { id: "ada-ps", email: `${world.owner}@handover.example`, role: "member" },
        ],
        secrets: [{ name: "A_KEY" }, { name: "B_KEY" }],
      },
    });
    const person = await getPerson(world.personId);
    const start = await startOffboarding(person?.memberships ?? []);
    expect(start).toMatchObject({
      owned: [{ teamName: expect.stringContaining("Docs") }],
      secrets: { count: 2 },
    });
    expect(start.secrets.names).toEqual(["A_KEY", "B_KEY"]);
    const { batchId } = await offboard(world, handOver(world));
    const offboarding = await getOffboarding(world.bench.viewer, batchId);
    const links = offboarding.checklist.map(({ words, url }) => [words.split(" ")[0], url]);
    expect(links).toContainEqual([
      "Revoke",
      expect.stringMatching(/^https:\/\/console\.paperspace\.com\/.+\/settings$/),
    ]);
    expect(links).toContainEqual([
      "Take",
      expect.stringMatching(/^https:\/\/console\.paperspace\.com\/[^/]+$/),
    ]);
    const stillOpen = async () => (await listOffboardings()).find((line) => line.batchId === batchId)?.open;
    const byHand = offboarding.checklist.length;
    expect(await stillOpen()).toEqual({ stillIn: 0, byHand, toRotate: 2 });
    await tickItem(world.bench.viewer, batchId, "item-0", true);
    await paperspace.apply({
      kind: "secret.rotate",
      input: { teamId: await paperspace.teamId(), name: "A_KEY", value: "another-value-0123456789" },
    });
    expect(await stillOpen()).toEqual({ stillIn: 0, byHand: byHand - 1, toRotate: 1 });
    await tickItem(world.bench.viewer, batchId, "item-0", false);
    expect((await stillOpen())?.byHand).toBe(byHand);
  });
});
