import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, it } from "vitest";
import { readRosterFile } from "#lib/changes/roster/file.ts";
import { exportTeams } from "#lib/changes/roster/file-export.ts";
import { rosterJsonSchema } from "#lib/changes/roster/json-schema.ts";
import { rosterFileSchema } from "#lib/changes/roster/schema.ts";
import { db } from "#lib/store/db/connection.ts";
import { describeEachStore } from "#lib/store/db/db.testing.ts";
import { insertTestConnection, insertTestTeam, testMember } from "#lib/store/db/rows.testing.ts";

const AT = "2026-01-02T03:04:05.678Z";
const UNTIL = "2999-12-31T18:00:00.000Z";
const OVER = "2026-02-03T04:05:06.000Z";
/** Written from right to left, with a sign that turns the direction, of several code points, and like a key of objects. */
const ODD = [
  "צוות תיעוד",
  "a\u202egnp.exe",
  "👩‍👩‍👧‍👦 Family",
  "__proto__",
  "Docs: #1 - 'q' \"x\" {y} [z] & *",
  "null",
];

async function list(id: string, connectionId: string): Promise<void> {
  await db()
    .insertInto("lists")
    .values({
      ...{ id: `${id}:members`, connection_id: connectionId, team_id: id, part: "members", synced_at: AT },
      ...{ version: 1, last_duration_ms: 5, run_id: null, run_started_at: null, run_pages: 0, run_rows: 0 },
      ...{ error_code: null, error_reason: null, error_at: null, requested_at: null },
      ...{ lease_holder: null, lease_until: null },
    })
    .execute();
}

async function team(id: string, connectionId: string, over: Parameters<typeof insertTestTeam>[2] = {}) {
  await insertTestTeam(id, connectionId, over);
  await list(id, connectionId);
  return (user: string, more: Parameters<typeof testMember>[2] = {}) =>
    db()
      .insertInto("members")
      .values(testMember({ id, connectionId }, user, { vendor: over.vendor ?? "gitbook", ...more }))
      .execute();
}

/** What somebody has there ends at a time; `isHeld`: it has come and waits for a person. */
async function ends(id: string, place: { connectionId: string; teamId: string; userId: string }, at: string) {
  const { connectionId, teamId, userId } = place;
  await db()
    .insertInto("schedules")
    .values({
      ...{ id, user_id: "u", kind: "end", name: "End", state: at === UNTIL ? "scheduled" : "held" },
      ...{ created_at: AT, due_at: at, local_date: at.slice(0, 10), local_time: "10:00", zone: "UTC" },
      ...{ changed_at: AT, reason: null, held: null, late_ms: null, approval_id: null, batch_id: null },
      ...{ ends_change_id: id, idempotency_key: id, payload_digest: "", size: 1, changes: "[]", asked: "[]" },
      ...{ acknowledged: "[]", undo_of: null, undo_of_batch: null, sealed_values: null, offboards: null },
    })
    .execute();
  await db()
    .insertInto("ends")
    .values({
      ...{ id, change_id: id, kind: "member.add", connection_id: connectionId, team_id: teamId },
      ...{ user_id: userId, told: null, created_at: AT },
    })
    .execute();
}

async function insertOddWorld(): Promise<void> {
  await insertTestConnection("c1", { label: "Acme" });
  await insertTestConnection("c2", { label: "Acme", vendor: "paperspace" });
  await insertTestConnection("c3", { label: "acme" });
  const docs = await team("docs", "c1", { name: "Docs" });
  await docs("zoe", { email: "Zoe@Example.com" });
  await docs("ada", { role: "owner" });
  await docs("uli", { email: "uli@bücher.example" });
  await docs("one", { email: "shared@example.com" });
  await docs("two", { email: "SHARED@example.com", role: "owner" });
  await docs("none", { email: null });
  await docs("odd", { email: "not an address", email_key: null });
  await docs("wait", { status: "invited" });
  await docs("off", { status: "disabled" });
  await docs("temp", { role: "owner" });
  await docs("held", { role: "owner" });
  await ends("e1", { connectionId: "c1", teamId: "docs", userId: "temp" }, UNTIL);
  await ends("e2", { connectionId: "c1", teamId: "docs", userId: "held" }, OVER);
  await (await team("twin", "c1", { name: "Docs" }))("twin");
  await (await team("other", "c1", { name: "docs" }))("other");
  await (await team("ps", "c2", { name: "Docs", vendor: "paperspace" }))("boss", { role: "owner" });
  await (await team("third", "c3", { name: "Docs" }))("third");
  await (await team("empty", "c3", { name: "Nobody" }))("gone", { removed_at: AT });
  await (await team("org", "c1", { name: "Acme", kind: "organization" }))("guest", { org_role: null });
  for (const [index, name] of ODD.entries()) await (await team(`odd-${index}`, "c3", { name }))(`p${index}`);
}

describeEachStore("a roster as code", () => {
  it("is exported as it was where nothing changed, and planned to no change", async () => {
    await insertOddWorld();
    const text = JSON.stringify({ teams: await exportTeams() });
    expect(JSON.stringify({ teams: await exportTeams() })).toBe(text);
    const given: unknown = JSON.parse(text);
    const roster = rosterFileSchema.parse(given);
    for (const removeOthers of [true, false])
      expect(await readRosterFile({ ...roster, removeOthers })).toEqual({ findings: [], changes: [] });
    const validate = new Ajv2020({ strict: true, formats: { "date-time": true, date: true } }).compile(
      rosterJsonSchema(),
    );
    expect([validate(given), validate.errors]).toEqual([true, null]);

    expect(
      roster.teams.map(({ connection, vendor, team: name, id }) => [connection, vendor, name, id]),
    ).toEqual([
      ["Acme", "gitbook", "Docs", "docs"],
      ["Acme", "gitbook", "Docs", "twin"],
      ["Acme", "paperspace", "Docs", undefined],
      ["Acme", undefined, "docs", undefined],
      ...["Docs", "Nobody", ...ODD].toSorted().map((name) => ["acme", undefined, name, undefined]),
    ]);
    expect(roster.teams[0]?.members).toEqual([
      { userId: "none" },
      { userId: "odd" },
      { email: "ada@example.com", role: "owner" },
      { email: "held@example.com", role: "owner", until: OVER },
      { email: "off@example.com" },
      { email: "shared@example.com", userId: "one" },
      { email: "SHARED@example.com", userId: "two", role: "owner" },
      { email: "temp@example.com", role: "owner", until: UNTIL },
      { email: "uli@bücher.example" },
      { email: "wait@example.com" },
      { email: "Zoe@Example.com" },
    ]);
  });

  it("says of every end that is otherwise, changes none, and does nothing about one that has passed", async () => {
    const roster = rosterFileSchema.parse({ teams: await exportTeams() });
    const docs = roster.teams[0];
    if (!docs) throw new Error("no team");
    const edited = docs.members.map((one) => {
      const { until: _until, ...rest } = one;
      if (one.email === "temp@example.com") return rest;
      if (one.email === "held@example.com") return { ...rest, until: "2998-01-01" };
      if (one.email === "ada@example.com") return { ...rest, until: "2998-01-01T10:00:00+02:00" };
      return one.email === "wait@example.com" ? { ...rest, until: "2020-01-01" } : one;
    });
    const members = [...edited, { email: "new@example.com", until: "2020-01-01" }];
    const { findings, changes } = await readRosterFile({ ...roster, teams: [{ ...docs, members }] });
    expect(changes).toEqual([]);
    expect(findings.map(({ where, tone, text }) => [where, tone, text.split(": ")[1]])).toEqual([
      ["teams[0].members[2]", "bad", "it has no end in Rollcall"],
      ["teams[0].members[3]", "bad", `it ends at ${OVER} in Rollcall, not when the roster says`],
      ["teams[0].members[7]", "bad", `it ends at ${UNTIL} in Rollcall, and the roster says no until`],
      ["teams[0].members[9]", "bad", "its end has passed, so nothing is done about it"],
      ["teams[0].members[11]", "quiet", "its end has passed, so nothing is done about it"],
    ]);
  });

  it("finds a team by its name and connection, and never guesses", async () => {
    const named = async (entry: object) => {
      const roster = rosterFileSchema.parse({ teams: [{ members: [], ...entry }], removeOthers: false });
      return (await readRosterFile(roster)).findings.map(({ where, text }) => `${where} ${text}`);
    };
    expect(await named({ connection: "ACME", team: "  NOBODY" })).toEqual([]);
    expect(await named({ connection: "Acme", team: "Docs" })).toEqual([
      'teams[0] several teams of "Acme" are called "Docs": name the vendor (gitbook or paperspace) or the id too',
    ]);
    expect(await named({ connection: "Acme", team: "Docs", id: "twin" })).toEqual([]);
    expect(await named({ connection: "Acme", team: "Handbook", id: "twin" })).toEqual([
      'teams[0] the team with this id is called "Docs" and is GitBook\'s, of the connection "Acme"',
    ]);
    expect(await named({ connection: "Acme", team: "Handbook" })).toEqual([
      'teams[0] no team of the connection "Acme" is called "Handbook"',
    ]);
    // An organization's own list is no team.
    expect(await named({ connection: "Acme", team: "Acme" })).toHaveLength(1);
    expect(await named({ connection: "constructor", team: "__proto__" })).toEqual([
      'teams[0] no connection is called "constructor"',
    ]);
    await db()
      .insertInto("observations")
      .values({
        ...{ id: "o", at: AT, connection_id: "c1", team_id: "twin", kind: "team.renamed", search_key: "" },
        ...{ subject: "vendor-twin", data: JSON.stringify({ before: "Handbook", after: "Docs" }) },
      })
      .execute();
    expect(await named({ connection: "Acme", team: "Handbook" })).toEqual([
      'teams[0] no team of the connection "Acme" is called "Handbook"; a team that was called so is "Docs" now',
    ]);
  });

  it.each([
    [{ teams: [{ connection: "Acme", team: "Docs", members: [{}] }] }, "teams.0.members.0.email"],
    [{ teams: [], removeOther: true }, ""],
    [
      { teams: [{ connection: "Acme", team: "Docs", members: [{ email: "a@b.io", role: "boss" }] }] },
      "teams.0.members.0.role",
    ],
    [
      { teams: [{ connection: "Acme", team: "Docs", members: [{ email: "a@b.io", until: "4/12/2026" }] }] },
      "teams.0.members.0.until",
    ],
    [{ teams: [], allow: ["everything"] }, "allow.0"],
    [{ teams: [], maximumRemoved: 25 }, "maximumRemoved"],
    [{ teams: [], allow: "re-add" }, "allow"],
    [{}, "teams"],
  ])("refuses %j where it is wrong", (given, path) => {
    const { error } = rosterFileSchema.safeParse(given);
    expect([...new Set(error?.issues.map((issue) => issue.path.join(".")))]).toEqual([path]);
  });
});
