import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { ZodType } from "zod";
import { applyChanges } from "#lib/changes/apply.ts";
import { askForApproval } from "#lib/changes/approvals/ask.ts";
import { listApprovals } from "#lib/changes/approvals/data.ts";
import { listBatchChanges } from "#lib/changes/batches/change-rows.ts";
import { getBatchProgress } from "#lib/changes/batches/data.ts";
import { receiptCsv, receiptJson } from "#lib/changes/batches/receipt.ts";
import { addUser, type Bench, planChanges, submission, withVendors } from "#lib/changes/changes.testing.ts";
import { isPrepared } from "#lib/changes/plan/lines.ts";
import { prepareLines } from "#lib/changes/plan/plan.ts";
import { CHANGE_INPUTS, type ChangeRequest, changeRequestSchema } from "#lib/changes/schema.ts";
import { CHANGE_KINDS, type ChangeKindName } from "#lib/core/change-names.ts";
import { fullName } from "#lib/core/person-words.ts";
import { told } from "#lib/directory/activity/told.ts";
import { readDoors } from "#lib/directory/doors/read.ts";
import { toActivity } from "#lib/insight/activity/rows.ts";
import { listEvents } from "#lib/store/audit/data.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";

useTestStore();
const vendors = withVendors({ runner: false });

type Input = Record<string, unknown>;
/** A request of a kind with all of its fields, and for each of them another right value. */
type Sample = { base: Input; other: Input };
type Samples = Record<ChangeKindName, Sample>;

const VALUE = "canary-value-of-a-secret-1";
let samples: Samples;
let bench: Bench;

const outsiders = async (of: Bench, teamId: string) => {
  const { members, teams } = await of.state();
  const inTeam = new Set(teams.find(({ id }) => id === teamId)?.members.map(({ id }) => id));
  return members.filter(({ id }) => !inTeam.has(id)).map(({ id }) => id);
};

async function makeSamples(): Promise<Samples> {
  const overrides = { inviteLinks: ["one", "two"].map((id) => ({ id, role: "read" as const })) };
  bench = await vendors.open("gitbook", {
    members: 8,
    orgMembers: 14,
    teams: 3,
    profile: "lifelike",
    overrides,
  });
  const second = await vendors.open("gitbook", {
    members: 8,
    orgMembers: 14,
    profile: "lifelike",
    seed: 7,
    overrides,
  });
  const ps = await vendors.open("paperspace", { members: 8, secrets: 6, profile: "lifelike" });
  const ps2 = await vendors.open("paperspace", { members: 8, secrets: 6, profile: "lifelike", seed: 9 });
  for (const connection of [bench, second]) await readDoors(connection.connectionId);
  const { members, teams } = await bench.state();
  const [team, next] = bench.tenant.teams;
  const inTeam = teams.find(({ id }) => id === team?.id)?.members.map(({ id }) => id) ?? [];
  const plain = members.filter(({ id, orgRole }) => id !== bench.tenant.tokenUserId && orgRole === "read");
  const [one, two, three] = inTeam.filter((id) => id !== bench.tenant.tokenUserId);
  const [new1, new2, new3] = await outsiders(bench, team?.id ?? "");
  const [org1, org2] = plain.map(({ id }) => id);
  const teamId = await bench.teamId(team?.id);
  const otherTeam = await bench.teamId(next?.id);
  const connectionId = bench.connectionId;
  const otherConnection = second.connectionId;
  const secrets = (await ps.state()).secrets.map(({ name }) => name);
  const [secretTeam, otherSecretTeam] = [await ps.teamId(), await ps2.teamId()];
  const [rotated, deleted, another] = secrets;
  return {
    "member.setRole": {
      base: { teamId, userId: one, role: "owner" },
      other: { teamId: otherTeam, userId: two, role: "member" },
    },
    "member.add": {
      base: { teamId, userId: new1, role: "member" },
      other: { teamId: otherTeam, userId: new2, role: "owner" },
    },
    "member.remove": { base: { teamId, userId: two }, other: { teamId: otherTeam, userId: three } },
    "org.invite": {
      base: {
        connectionId,
        email: "new@elsewhere.example",
        orgRole: "admin",
        sso: true,
        teamId,
        role: "owner",
      },
      other: {
        connectionId: otherConnection,
        email: "other@elsewhere.example",
        orgRole: "read",
        sso: false,
        teamId: otherTeam,
        role: "member",
      },
    },
    "org.setRole": {
      base: { connectionId, userId: org1, orgRole: "admin" },
      other: { connectionId: otherConnection, userId: org2, orgRole: "edit" },
    },
    "org.removeMember": {
      base: { connectionId, userId: org2 },
      other: { connectionId: otherConnection, userId: org1 },
    },
    "org.deleteLink": {
      base: { connectionId, linkId: "one" },
      other: { connectionId: otherConnection, linkId: "two" },
    },
    "team.create": {
      base: { connectionId, title: "Night shift", memberIds: [new1, new2] },
      other: { connectionId: otherConnection, title: "Day shift", memberIds: [new1, new3] },
    },
    "team.rename": {
      base: { teamId: otherTeam, title: "Renamed" },
      other: { teamId, title: "Renamed otherwise" },
    },
    "team.delete": {
      base: { teamId: await bench.teamId(bench.tenant.teams[2]?.id) },
      other: { teamId: otherTeam },
    },
    "secret.create": {
      base: { teamId: secretTeam, name: "BRAND_NEW", value: VALUE },
      other: { teamId: otherSecretTeam, name: "NEWER", value: `${VALUE}2` },
    },
    "secret.rotate": {
      base: { teamId: secretTeam, name: rotated, value: VALUE },
      other: { teamId: otherSecretTeam, name: another, value: `${VALUE}2` },
    },
    "secret.delete": {
      base: { teamId: secretTeam, name: deleted },
      other: { teamId: otherSecretTeam, name: another },
    },
  };
}

const requestOf = (kind: ChangeKindName, input: Input): ChangeRequest =>
  changeRequestSchema.parse({ kind, input });

/** A plan of one change: its digest, and every word that a person reads of it. */
async function said(kind: ChangeKindName, input: Input) {
  const plan = await planChanges(bench.viewer, [requestOf(kind, input)]);
  const [line] = plan.changes;
  if (!line) throw new Error("a plan without a line");
  const { title, subject, email, before, after, people, teamName } = line;
  const words = JSON.stringify({ title, subject, email, before, after, people, teamName });
  return { digest: plan.digest, words, whole: JSON.stringify(plan), line };
}

async function all(parts: AsyncIterable<string>): Promise<string[]> {
  const read: string[] = [];
  for await (const part of parts) read.push(part);
  return read;
}

describe("what a plan says", () => {
  beforeAll(async () => {
    samples = await makeSamples();
  }, 60_000);

  it.each(CHANGE_KINDS)("%s: each field changes the digest, and a word of the plan", async (kind) => {
    const fields = Object.entries(CHANGE_INPUTS[kind].shape as Record<string, ZodType>);
    const { base, other } = samples[kind];
    const names = fields.map(([name]) => name).sort();
    // A field that is new needs a value here, and its word in the kind.
    expect(Object.keys(base).sort()).toEqual(names);
    expect(Object.keys(other).sort()).toEqual(names);
    const first = await said(kind, base);
    expect(first.line.refusal ?? first.line.skip).toBeUndefined();
    expect((await said(kind, base)).digest).toBe(first.digest);
    for (const [field, schema] of fields) {
      const { [field]: _left, ...without } = base;
      const variants = [{ ...base, [field]: other[field] }];
      if (schema.safeParse(undefined).success) variants.push(without);
      for (const variant of variants) {
        // A team stands in one organization: another organization is asked about without it.
        const { teamId: _team, role: _role, ...inOrganization } = variant;
        const isElsewhere = field === "connectionId" && "teamId" in variant;
        const changed = await said(kind, isElsewhere ? inOrganization : variant);
        expect(changed.digest, field).not.toBe(first.digest);
        if (field === "value") {
          expect(changed.words).toBe(first.words);
          expect(changed.whole).not.toContain(VALUE);
        } else expect(changed.words, field).not.toBe(first.words);
      }
    }
    expect(first.whole).not.toContain(VALUE);
  });

  it("says the same in the batch, its receipt, the log, the activity and a request for approval", async () => {
    const changes = CHANGE_KINDS.map((kind) => requestOf(kind, samples[kind].base));
    const lines = await prepareLines(bench.viewer, { changes });
    const prepared = lines.filter(isPrepared);
    await askForApproval(bench.viewer, { submission: submission(changes), digest: randomUUID() }, prepared);
    const answer = await applyChanges(
      bench.viewer,
      submission(changes, {
        acknowledged: lines.flatMap(({ planned }) => planned.warnings.map(({ code }) => code)),
      }),
    );
    if (answer.status !== "accepted") throw new Error(answer.status);
    const { batchId } = answer.batch;
    const page = await listBatchChanges(bench.viewer, batchId, { offset: 0, limit: 100 });
    const progress = await getBatchProgress(bench.viewer, batchId);
    const json = JSON.parse((await all(receiptJson(progress))).join("")) as { changes: Input[] };
    const csv = (await all(receiptCsv(progress))).slice(1);
    const { rows: events } = await listEvents({ limit: 100 });
    const activity = await toActivity(events.filter((event) => event.changeId));
    const { waiting } = await listApprovals(await addUser("admin"));
    const request = waiting.find(({ size }) => size === lines.length)?.plan;
    if (!request || "cannot" in request) throw new Error("the request cannot be planned");
    for (const [index, { planned }] of lines.entries()) {
      const { title, subject, before, after, email, people } = planned;
      const words = { title, before, after, ...(email ? { email } : {}), ...(people ? { people } : {}) };
      const change = page.rows.find(({ seq }) => seq === index);
      expect(change).toMatchObject({ ...words, subject });
      expect(json.changes[index]).toMatchObject({ change: title, before, after, email: email ?? null });
      expect(json.changes[index]?.people).toEqual(people ?? []);
      for (const person of people ?? []) expect(csv[index]).toContain(fullName(person));
      expect(csv[index]).toContain(title);
      const event = events.find(({ changeId }) => changeId === change?.id);
      expect(event?.personal).toMatchObject(words);
      const row = activity.find(({ id }) => id === event?.id);
      expect(row?.what.map(({ text }) => text).join("")).toBe(told(title, row?.outcome ?? "seen"));
      expect(row).toMatchObject({ before, after });
      expect(row?.people).toEqual(people?.map(fullName));
      expect(request.lines[index]?.now).toMatchObject(words);
      expect(request.lines[index]?.difference).toBeUndefined();
    }
    // What it does is part of the chain, also when the words are erased one day.
    const invite = events.find(({ action, changeId }) => action === "org.invite" && changeId);
    expect(invite?.facts).toMatchObject({ role: "owner", orgRole: "admin", sso: true });
  });
});
