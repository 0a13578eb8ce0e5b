import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { rosterJsonSchema } from "../../../lib/changes/roster/json-schema.ts";
import { rosterFileSchema } from "../../../lib/changes/roster/schema.ts";
import { run } from "../cli.testing.ts";
import { server } from "../plan/plan.testing.ts";
import { ROSTER } from "./roster.testing.ts";
import { FIELDS } from "./shape.ts";
import { sourceOf } from "./source.ts";
import { rosterYaml } from "./to-yaml.ts";

const SCHEMA = "https://rollcall.example/api/v1/roster.schema.json";
const ODD = [
  "צוות",
  "a\u202egnp.exe",
  "👩‍👩‍👧‍👦",
  "__proto__",
  "null",
  "2024",
  "- 'x': \"y\" # z",
  "a: b",
  "&a *b",
  "yes",
  "~",
  "é\u200b",
];

describe("a roster's file", () => {
  const refused = (text: string): string => {
    try {
      sourceOf(text, "r.yaml");
    } catch (error) {
      return (error as Error).message;
    }
    return "";
  };

  it("is YAML or JSON, and knows where each part stands", () => {
    const { roster, placeOf } = sourceOf(ROSTER, "r.yaml");
    expect(roster).toEqual(parse(ROSTER));
    expect(placeOf(["teams", 0, "members", 1])).toBe("r.yaml:6:9");
    expect(placeOf(["teams", 0, "members", 1, "email"])).toBe("r.yaml:6:18");
    expect(placeOf(["teams", 7])).toBe("r.yaml:2:3");
    expect(sourceOf(JSON.stringify(roster, null, 1), "r.json").roster).toEqual(roster);
  });

  it("may share lists among teams", () => {
    const { roster } = sourceOf(
      "teams:\n- { connection: a, team: b, members: &all [{ email: a@b.io }] }\n- { connection: a, team: c, members: *all }\n",
      "r.yaml",
    );
    expect(JSON.stringify(roster).match(/a@b\.io/g)).toHaveLength(2);
  });

  it.each([
    [
      "teams:\n  - conection: Acme\n    team: b\n    members: []\n",
      'r.yaml:2:16: there is no field "conection" of a team',
    ],
    [ROSTER.replace("role:", "rôle:"), "r.yaml:5:"],
    [`${ROSTER}removeOther: false\n`, 'r.yaml:7:14: there is no field "removeOther" of a roster'],
    [ROSTER.replace("email: max", "email: a@b.io, email: max"), "r.yaml:6:"],
    [`${ROSTER}teams: []\n`, "r.yaml:7:1: Map keys must be unique"],
    ["teams:\n  - connection: a\n   team: b\n", "r.yaml:3:"],
    ["%YAML 1.1\n---\nteams: []\n", "write YAML 1.2"],
    ["teams: !!js/function 'x'\n", "r.yaml:1:8: Unresolved tag"],
    ["teams: !!set {}\n", "r.yaml:1:8: Unresolved tag"],
    ["teams: []\n---\nteams: []\n", "r.yaml:2:1: "],
    ["<<: {}\nteams: []\n", 'there is no field "<<"'],
    ["[]", "a roster is written as names and values"],
    ["", "a roster is written as names and values"],
    ["teams: {}", "r.yaml:1:8: this is written as a list"],
    ["teams:\n- ada\n", "r.yaml:2:3: a team is written as names and values"],
    ["teams:\n- { team: { a: b }, members: [] }\n", "team is one text or number"],
    ["__proto__: { polluted: true }\nteams: []\n", 'there is no field "__proto__"'],
  ])("refuses %j, and says where", (text, words) => {
    expect(refused(text)).toContain(words);
  });

  it("may not stand in itself deeper than is read", () => {
    expect(refused(`teams: ${"[".repeat(100_000)}`)).toBe(
      "r.yaml cannot be read: its parts stand too deep in each other.",
    );
    expect(refused(`teams: ${"- ".repeat(100_000)}`)).not.toBe("");
    expect(
      refused(JSON.stringify({ teams: [] }).replace("[]", `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`)),
    ).toContain("too deep");
  });

  it("is not blown up by references to itself", () => {
    const levels = Array.from(
      { length: 30 },
      (_, n) =>
        `x${n}: &x${n} [${Array(9)
          .fill(n === 0 ? "lol" : `*x${n - 1}`)
          .join(", ")}]`,
    );
    const startedAt = performance.now();
    expect(refused(`${levels.join("\n")}\nteams: *x29\n`)).toContain("refers to its own parts more often");
    const people = `&p [${Array(40_000).fill("{ email: a@b.io }").join(", ")}]`;
    const team = (members: string) => `- { connection: a, team: b, members: ${members} }\n`;
    expect(refused(`teams:\n${team(people)}${team("*p").repeat(400)}`)).toContain("at most 50,000 members");
    expect(refused("a: &a [*a]\nteams: []\n")).not.toBe("");
    expect(performance.now() - startedAt).toBeLessThan(20_000);
  });

  it("of 50,000 people is read in seconds", () => {
    const text = `teams:\n  - connection: a\n    team: b\n    members:\n${Array.from({ length: 50_000 }, (_, n) => `      - { email: p${n}@halden.example }\n`).join("")}`;
    const startedAt = performance.now();
    const { roster, placeOf } = sourceOf(text, "r.yaml");
    expect(rosterFileSchema.parse(roster).teams[0]?.members).toHaveLength(50_000);
    expect(placeOf(["teams", 0, "members", 49_999])).toBe("r.yaml:50004:9");
    expect(performance.now() - startedAt).toBeLessThan(30_000);
    expect(refused(`${text}      - { email: more@halden.example }\n`)).toContain("at most 50,000");
  });

  it("has the fields that the server takes, and no others", () => {
    type Part = { properties: Record<string, Part>; items: Part };
    const schema = rosterJsonSchema() as unknown as Part;
    const team = schema.properties.teams?.items;
    const member = team?.properties.members?.items;
    expect([schema, team, member].map((part) => Object.keys(part?.properties ?? {}).sort())).toEqual(
      [FIELDS.roster, FIELDS.team, FIELDS.member].map((names) => [...names].sort()),
    );
  });
});

describe("an export", () => {
  const exported = {
    $schema: SCHEMA,
    teams: ODD.map((team) => ({
      connection: "Acme",
      team,
      members: [
        { email: "ada@example.com", role: "owner" },
        { userId: team, until: "2026-12-31T18:00:00.000Z" },
      ],
    })),
  };

  it("says the same when it is read again, a person a line, with nothing unseen in it", () => {
    const text = rosterYaml(exported, SCHEMA);
    expect(text.split("\n")[0]).toBe(`# yaml-language-server: $schema=${SCHEMA}`);
    expect(sourceOf(text, "r.yaml").roster).toEqual({ teams: exported.teams });
    expect(text).toContain("      - { email: ada@example.com, role: owner }\n");
    expect(text).toContain("until: 2026-12-31T18:00:00.000Z }\n");
    expect(text).not.toMatch(/[\u202e\u200b]/);
    expect(text).toContain("👩‍👩‍👧‍👦");
    expect(rosterYaml({ teams: [] }, SCHEMA)).toContain("teams: []");
  });

  it("is printed, as JSON where that is asked for", async () => {
    const answer = server({ "GET /roster": () => ({ body: exported }) });
    const { code, stdout } = await run(["roster", "export"], { server: answer });
    expect([code, sourceOf(stdout, "r").roster]).toEqual([0, { teams: exported.teams }]);
    const json = await run(["roster", "export", "--json"], { server: answer });
    expect(JSON.parse(json.stdout)).toEqual(exported);
  });
});
