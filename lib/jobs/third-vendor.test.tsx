import { renderToStaticMarkup } from "react-dom/server";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { IconSprite } from "#components/ui/icon-sprite.tsx";
import { VendorName } from "#components/ui/vendor-name.tsx";
import { addUser, applyToEnd, planChanges, syncAll } from "#lib/changes/changes.testing.ts";
import { getOffboarding } from "#lib/changes/offboarding/data.ts";
import { recordOffboarding } from "#lib/changes/offboarding/mutations.ts";
import { planOffboarding } from "#lib/changes/offboarding/plan.ts";
import { offboardingCsv } from "#lib/changes/offboarding/receipt.ts";
import { readLeaving } from "#lib/changes/offboarding/record.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import type { Viewer } from "#lib/core/permissions.ts";
import { activityFilterSchema } from "#lib/directory/activity/schema.ts";
import { checkToken, resolveTarget } from "#lib/directory/connections/check.ts";
import { listConnections } from "#lib/directory/connections/data.ts";
import { insertConnection } from "#lib/directory/connections/mutations.ts";
import { createConnectionSchema } from "#lib/directory/connections/schema.ts";
import { listPeople } from "#lib/directory/people/data.ts";
import { peopleCsv } from "#lib/directory/people/export.ts";
import { personFilterSchema } from "#lib/directory/people/schema.ts";
import { lanesIdle } from "#lib/directory/sync/lanes.ts";
import { syncConnection } from "#lib/directory/sync/look.ts";
import { listTeams } from "#lib/directory/teams/data.ts";
import { teamFilterSchema } from "#lib/directory/teams/schema.ts";
import { activityCsv } from "#lib/insight/activity/export.ts";
import { search } from "#lib/insight/search/data.ts";
import { startRunner, stopRunner } from "#lib/jobs/jobs.testing.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import type { Studio } from "#lib/vendors/atelier/atelier.testing.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** The lines that a third vendor adds to the registry; its folder is `lib/vendors/atelier/`. */
const made = vi.hoisted(() => ({ studio: undefined as Studio | undefined }));
vi.mock("#lib/vendors/facts.ts", async (original) => {
  const { ATELIER_FACTS } = await import("#lib/vendors/atelier/atelier.testing.ts");
  const { VENDOR_FACTS } = await original<typeof import("#lib/vendors/facts.ts")>();
  return { VENDOR_FACTS: { ...VENDOR_FACTS, atelier: ATELIER_FACTS } };
});
vi.mock("#lib/vendors/clients.ts", async (original) => {
  const { createAtelier, newStudio } = await import("#lib/vendors/atelier/atelier.testing.ts");
  const { CLIENTS } = await original<typeof import("#lib/vendors/clients.ts")>();
  const studio = newStudio([
    { name: "Ada Lovelace", email: "ada@halden.example" },
    { name: "Noor Haddad", email: "noor@halden.example" },
    { name: "Ivo Lindqvist", email: "ivo@halden.example" },
  ]);
  made.studio = studio;
  return { CLIENTS: { ...CLIENTS, atelier: () => createAtelier(studio) } };
});

const ATELIER = "atelier" as VendorId;
const studio = (): Studio => {
  if (!made.studio) throw new Error("the third vendor was not asked for");
  return made.studio;
};
const people = (filter: Record<string, string>) => listPeople(personFilterSchema.parse(filter));
const textOf = async (lines: AsyncIterable<string>): Promise<string> => {
  let text = "";
  for await (const line of lines) text += line;
  return text;
};

describe("a third vendor, made of one folder and its lines in the registry", () => {
  useTestStore();
  let viewer: Viewer;
  let connectionId: string;
  beforeAll(async () => {
    await startRunner();
    viewer = await addUser("admin");
    const input = createConnectionSchema.parse({
      vendor: "atelier",
      token: "a-token-of-the-studio",
      targetId: "studio-1",
      label: "Our studio",
    });
    const check = await checkToken(input.vendor, input.token);
    const target = await resolveTarget(input.vendor, input.token, check, input.targetId);
    connectionId = await insertConnection({ id: viewer.userId }, input, check, target);
    await syncConnection(connectionId);
    await syncAll(connectionId);
  });
  afterAll(stopRunner);

  const teamNamed = async (name: string) => {
    const { rows } = await listTeams(teamFilterSchema.parse({ q: name }), viewer);
    const team = rows.find((row) => row.name === name);
    if (!team) throw new Error(`no team ${name}`);
    return team;
  };

  it("is connected, with its teams and people", async () => {
    expect(await listConnections()).toMatchObject([
      { vendor: "atelier", label: "Our studio", targetName: "Halden Studio", teamCount: 2 },
    ]);
    const { rows } = await listTeams(teamFilterSchema.parse({ vendor: "atelier" }), viewer);
    expect(rows.map(({ name }) => name)).toEqual(["Colour", "Storyboards"]);
    expect((await listTeams(teamFilterSchema.parse({ vendor: "gitbook" }), viewer)).rows).toEqual([]);
    const { rows: everybody } = await people({});
    expect(everybody.map(({ shown, vendors }) => [shown, vendors])).toEqual([
      ["Ada Lovelace", ["atelier"]],
      ["Ivo Lindqvist", ["atelier"]],
      ["Noor Haddad", ["atelier"]],
    ]);
    expect(JSON.stringify(await search("story", viewer))).toContain("Storyboards");
  });

  it("is a place that people are filtered by", async () => {
    const namesIn = async (place: string) => (await people({ in: place })).rows.map(({ shown }) => shown);
    expect(personFilterSchema.parse({ in: "only-atelier" }).in).toBe("only-atelier");
    expect(await namesIn("atelier")).toHaveLength(3);
    expect(await namesIn("only-atelier")).toHaveLength(3);
    expect(await namesIn("one")).toHaveLength(3);
    expect(await namesIn("both")).toEqual([]);
    expect(await namesIn("gitbook")).toEqual([]);
    expect(await namesIn("only-paperspace")).toEqual([]);
    expect((await people({ in: "atelier", role: "admin" })).rows.map(({ shown }) => shown)).toEqual([
      "Ada Lovelace",
    ]);
  });

  it("is drawn with its glyph, and called by its name", () => {
    expect(renderToStaticMarkup(<VendorName vendor={ATELIER} />)).toContain("Atelier");
    expect(renderToStaticMarkup(<IconSprite />)).toContain('id="i-atelier"');
  });

  it("has its changes planned, applied and read back", async () => {
    const team = await teamNamed("Storyboards");
    const change = {
      kind: "member.setRole",
      input: { teamId: team.id, userId: "artist-2", role: "admin" },
    } as const;
    const plan = await planChanges(viewer, [change]);
    expect(plan.changes[0]).toMatchObject({ vendor: "atelier", before: "Member", after: "Admin" });
    const owner = { kind: "member.setRole", input: { ...change.input, role: "owner" } } as const;
    expect((await planChanges(viewer, [owner])).changes[0]?.refusal?.reason).toContain("Atelier");
    const { changes } = await applyToEnd(viewer, [change]);
    expect(changes[0]).toMatchObject({ state: "done" });
    expect(studio().teams.get("team-1")?.roles.get("artist-2")).toBe("admin");
  });

  it("keeps whoever manages its organization, by its own word for them", async () => {
    const [ada] = (await people({ q: "Ada" })).rows;
    expect(ada).toMatchObject({ shown: "Ada Lovelace", topRole: "admin" });
    const remove = { kind: "org.removeMember", input: { connectionId, userId: "artist-1" } } as const;
    const { warnings } = (await planChanges(viewer, [remove])).changes[0] ?? {};
    expect(warnings?.map(({ code }) => code)).toContain("LAST_ORG_ADMIN");
  });

  it("refuses in its name what it cannot do", async () => {
    const title: ChangeRequest = {
      kind: "team.create",
      input: { connectionId, title: "Ink", memberIds: [] },
    };
    expect((await planChanges(viewer, [title])).changes[0]?.refusal?.reason).toContain("Atelier");
    const team = await teamNamed("Colour");
    const secret = {
      kind: "secret.create",
      input: { teamId: team.id, name: "KEY", value: "a value" },
    } as const;
    expect((await planChanges(viewer, [secret])).changes[0]?.refusal?.reason).toContain("Atelier");
  });

  it("has people invited by its API, with a role of its own", async () => {
    const team = await teamNamed("Colour");
    const invite = {
      kind: "org.invite",
      input: {
        connectionId,
        email: "mira@halden.example",
        orgRole: "artist",
        teamId: team.id,
        role: "member",
      },
    } as const;
    const { changes } = await applyToEnd(viewer, [invite]);
    expect(changes[0]).toMatchObject({ state: "done" });
    expect(studio().calls).toContain("inviteToOrg mira@halden.example artist");
    expect(studio().teams.get("team-2")?.roles.size).toBe(4);
  });

  it("is offboarded from, and named in the receipt and the exports", async () => {
    const noor = (await people({ q: "Noor" })).rows[0];
    const plan = await planOffboarding(noor?.id ?? "");
    const batch = await applyToEnd(viewer, plan.changes, { acknowledged: ["LAST_ADMIN", "LAST_ORG_ADMIN"] });
    expect(batch.changes.every(({ state }) => state === "done")).toBe(true);
    await recordOffboarding(viewer, {
      batchId: batch.batchId,
      personId: noor?.id ?? "",
      unreached: [],
      ...(await readLeaving(viewer, batch.batchId, noor?.id ?? "")),
    });
    await getOffboarding(viewer, batch.batchId);
    await lanesIdle();
    const record = await getOffboarding(viewer, batch.batchId);
    expect(record.removals.map(({ vendor, state }) => [vendor, state])).toEqual(
      record.removals.map(() => ["atelier", "gone"]),
    );
    expect(studio().artists.map(({ name }) => name)).not.toContain("Noor Haddad");
    expect(offboardingCsv(record)).toContain("Atelier");
    expect(await textOf(peopleCsv(personFilterSchema.parse({}), { ids: [], except: [] }))).toContain(
      "Atelier",
    );
    expect(await textOf(activityCsv(activityFilterSchema.parse({}), viewer))).toContain("Halden Studio");
  });
});
