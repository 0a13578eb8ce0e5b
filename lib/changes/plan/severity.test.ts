import { describe, expect, it } from "vitest";
import { type Bench, planChanges, withVendors } from "#lib/changes/changes.testing.ts";
import { toPlan } from "#lib/changes/plan/lines.ts";
import type { ChangeRequest, PlannedChange } from "#lib/changes/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";

useTestStore();
const vendors = withVendors({ runner: false });
const halden = (email: string, more = {}) => ({ firstName: "Noor", lastName: "Haddad", email, ...more });
const titles = async (bench: Bench, changes: ChangeRequest[]) =>
  (await planChanges(bench.viewer, changes)).changes.map(({ title }) => title);
const idOf = async (bench: Bench, email: string) =>
  (await bench.state()).members.find((one) => one.email === email)?.id ?? "";

describe("names in a plan", () => {
  it("carry the e-mail where two people of the plan share one, and only there", async () => {
    const bench = await vendors.open("paperspace", {
      members: 3,
      overrides: { people: [halden("one@halden.example"), halden("two@halden.example")] },
    });
    const teamId = await bench.teamId();
    const promote = async (email: string): Promise<ChangeRequest> => ({
      kind: "member.setRole",
      input: { teamId, userId: await idOf(bench, email), role: "admin" },
    });
    const both = [await promote("one@halden.example"), await promote("two@halden.example")];
    const where = `an admin of ${bench.tenant.teamName}`;
    expect(await titles(bench, both)).toEqual([
      `Make Noor Haddad (one@halden.example) ${where}`,
      `Make Noor Haddad (two@halden.example) ${where}`,
    ]);
    expect(await titles(bench, both.slice(0, 1))).toEqual([`Make Noor Haddad ${where}`]);
  });

  it("are of one person where the same address stands at both vendors", async () => {
    const people = [halden("noor@halden.example")];
    const ps = await vendors.open("paperspace", { members: 2, overrides: { people } });
    const gb = await vendors.open("gitbook", { members: 2, overrides: { people } });
    const changes: ChangeRequest[] = [];
    for (const [bench, teamId] of [
      [ps, await ps.teamId()],
      [gb, await gb.teamId()],
    ] as const)
      changes.push({
        kind: "member.remove",
        input: { teamId, userId: await idOf(bench, "noor@halden.example") },
      });
    for (const title of await titles(ps, changes)) expect(title).not.toContain("@");
  });

  it("tell teams of one name apart by what they belong to", async () => {
    const title = "Handbook";
    const changes: ChangeRequest[] = [];
    const organizations: string[] = [];
    let bench: Bench | undefined;
    for (const seed of [3, 4]) {
      bench = await vendors.open("gitbook", { members: 2, seed, overrides: { teams: [{ title }] } });
      organizations.push(bench.tenant.organizationTitle);
      changes.push({
        kind: "org.invite",
        input: {
          connectionId: bench.connectionId,
          email: "new@elsewhere.example",
          teamId: await bench.teamId(),
        },
      });
    }
    if (!bench) throw new Error("no bench");
    const said = await titles(bench, changes);
    expect(new Set(said).size).toBe(2);
    for (const [index, words] of said.entries()) expect(words).toContain(organizations[index]);
  });
});

describe("how gravely a plan is asked about", () => {
  const line = (more: Partial<PlannedChange>): { planned: PlannedChange } => ({
    planned: {
      ...({ kind: "member.remove", vendor: "gitbook", teamName: "T", title: "t", subject: "s" } as const),
      ...{ before: "a", after: "b", warnings: [], irreversible: false, calls: 1, ...more },
    },
  });
  const removals = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      line({ harm: "removal", subject: `Crew ${index}`, email: `crew-${index}@halden.example` }),
    );

  it("by the gravest line that would be applied", () => {
    expect(toPlan([line({})]).harm).toBeUndefined();
    expect(toPlan([line({}), line({ harm: "removal" })]).harm).toBe("removal");
    expect(toPlan([line({ harm: "removal" }), line({ harm: "typed" })]).harm).toBe("typed");
    expect(toPlan([line({}), line({ harm: "typed", skip: "gone" })]).harm).toBeUndefined();
  });

  it("by the number of people removed, whether they can come back or not", () => {
    expect(toPlan(removals(25)).harm).toBe("removal");
    expect(toPlan(removals(26)).harm).toBe("typed");
    // One person out of many teams is one person.
    expect(toPlan(removals(26).map(({ planned }) => line({ ...planned, email: "one@x.example" }))).harm).toBe(
      "removal",
    );
  });

  it("with a secret in use even for one, and its warning by the line", async () => {
    const bench = await vendors.open("paperspace", {
      members: 2,
      overrides: {
        secrets: [
          { name: "USED", value: "v", inUse: true },
          { name: "FREE", value: "v", inUse: false },
        ],
      },
    });
    const teamId = await bench.teamId();
    const remove = (name: string): ChangeRequest => ({ kind: "secret.delete", input: { teamId, name } });
    const plan = await planChanges(bench.viewer, [remove("USED"), remove("FREE")]);
    expect(plan).toMatchObject({ harm: "typed", counts: { apply: 2, irreversible: 2 } });
    expect(plan.changes[0]?.warnings).toMatchObject([{ code: "IN_USE", own: true }]);
    expect((await planChanges(bench.viewer, [remove("FREE")])).harm).toBe("removal");
  });

  it("leaves out, among many, what the vendor says the token may not change", async () => {
    const bench = await vendors.open("gitbook", { members: 4, teams: 2 });
    const [one, two] = bench.tenant.teams;
    const changes: ChangeRequest[] = [];
    for (const id of [one?.id, two?.id]) {
      const team = (await bench.state()).teams.find((each) => each.id === id);
      changes.push({
        kind: "member.remove",
        input: { teamId: await bench.teamId(id), userId: team?.members[0]?.id ?? "" },
      });
    }
    await db()
      .updateTable("teams")
      .set({ may_manage: 0 })
      .where("id", "=", await bench.teamId(two?.id))
      .execute();
    const plan = await planChanges(bench.viewer, changes);
    expect(plan.counts).toMatchObject({ apply: 1, refused: 1 });
    expect(plan.changes[1]?.refusal?.reason).toBe(`The stored token may read ${two?.title}, not change it`);
  });
});
