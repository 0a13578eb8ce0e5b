import { readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { Ajv2020 } from "ajv/dist/2020.js";
import { parse } from "yaml";
import type { RowPage, TeamRow } from "#lib/directory/teams/schema.ts";
import { connect, expect, openTeam, test } from "./fixtures.ts";
import { EXAMPLE, Pipelines } from "./pipeline.ts";
import { callAction } from "./server-actions.ts";

const LATENCY_MS = 250;
const mail = (name: string): string => `${name}@halden.example`;
const PEOPLE = ["olga", "ada", "max", "noor", "kim", "lea", "bo", "ines"];
const CHANGES = ["member.read", "member.setRole", "member.add", "member.remove", "org.invite"];

async function makeToken(page: Page, name: string, scopes: string[], kind = "user"): Promise<string> {
  const { token } = await callAction<{ token: string }>(page, "createTokenAction", { name, kind, scopes });
  return token;
}

/** What a roster says of somebody of the handbook, edited as people do it: a line. */
const line = (name: string, more = ""): string => `      - { email: ${mail(name)}${more} }\n`;
const without = (text: string, ...names: string[]): string =>
  names.reduce((left, name) => left.replace(new RegExp(`^ +- \\{ email: ${mail(name)}.*\\n`, "m"), ""), text);
const withLine = (text: string, after: string, added: string): string =>
  text.replace(new RegExp(`^( +- \\{ email: ${mail(after)}.*\\n)`, "m"), `$1${added}`);

test("a roster in Git: planned on the branch, applied after the merge, watched for drift", async ({
  ownAdmin,
  sandbox,
  tenant,
  witness,
}) => {
  test.setTimeout(300_000);
  const { server, page } = await ownAdmin();
  const gitbook = await tenant({
    vendor: "gitbook",
    profile: "plain",
    members: 0,
    orgMembers: PEOPLE.length,
    enterprise: true,
    overrides: {
      organizationTitles: ["Halden"],
      people: PEOPLE.map((name) => ({
        email: mail(name),
        role: "member",
        orgRole: name === "olga" ? "admin" : "read",
      })),
      teams: [
        { title: "Handbook", members: PEOPLE.slice(2, 7).map(mail), owners: [mail("olga"), mail("ada")] },
        { title: "Opera ⚑ \u202egnp", members: [mail("max")], owners: [mail("ada")] },
      ],
    },
  });
  await sandbox.setLatency(gitbook.token, LATENCY_MS);
  await connect(page, gitbook, "Halden");
  await openTeam(page, "Handbook");
  const teamIds = async (): Promise<string[]> => {
    const { rows } = (await (await page.request.get("/api/teams")).json()) as RowPage<TeamRow>;
    return rows.filter(({ memberCount }) => memberCount !== undefined).map(({ id }) => id);
  };
  await expect.poll(async () => (await teamIds()).length).toBe(2);
  const isRead = async (name: string): Promise<boolean> => {
    const { rows } = (await (
      await page.request.get("/api/teams", { params: { q: name } })
    ).json()) as RowPage<TeamRow>;
    const answer = await page.request.get(`/api/teams/${rows[0]?.id}/members`);
    return ((await answer.json()) as RowPage<unknown>).total > 0;
  };
  for (const name of ["Handbook", "Opera"]) await expect.poll(() => isRead(name)).toBe(true);

  const exporting = await makeToken(page, "Export", ["member.export"]);
  const planning = await makeToken(page, "Plan", CHANGES, "agent");
  const applying = await makeToken(page, "Apply", [...CHANGES, "activity.read"]);
  const { url } = await witness(server.url);
  const git = new Pipelines(url);
  try {
    git.begin();

    // Export, and nothing is otherwise.
    git.push("main", "Begin with what there is", () => undefined);
    const first = git.clone("main");
    const exported = async (): Promise<string> => {
      expect((await git.step(first, "rollcall roster export > roster.yaml", exporting)).code).toBe(0);
      return readFileSync(path.join(first, "roster.yaml"), "utf8");
    };
    const beginning = await exported();
    expect(beginning.split("\n")[0]).toBe(`# yaml-language-server: $schema=${url}/api/v1/roster.schema.json`);
    expect(beginning).not.toContain("\u202e");
    expect(await exported()).toBe(beginning);
    const schema = (await (await page.request.get("/api/v1/roster.schema.json")).json()) as object;
    const validate = new Ajv2020({ strict: true, formats: { "date-time": true, date: true } }).compile(
      schema,
    );
    for (const text of [beginning, EXAMPLE])
      expect([validate(parse(text)), validate.errors]).toEqual([true, null]);
    git.push("main", "Export the roster", () => git.write("roster.yaml", beginning));
    const roster = (): string => git.read("roster.yaml");
    const drift = async () => git.step(git.clone("main"), "sh ci/drift.sh", planning);
    expect(await drift()).toEqual({ code: 0, out: "" });

    // Two branches, planned at once.
    git.push("promote", "Max leads, Ines joins", () =>
      git.write(
        "roster.yaml",
        withLine(roster(), "max", line("ines")).replace(line("max"), line("max", ", role: owner")),
      ),
    );
    git.push("leave", "Bo leaves the handbook", () => git.write("roster.yaml", without(roster(), "bo")));
    const [promote, leave] = [git.clone("promote"), git.clone("leave")];
    const plans = await Promise.all(
      [promote, leave].map((clone) => git.step(clone, "sh ci/plan.sh", planning)),
    );
    expect(plans.map(({ code }) => code)).toEqual([0, 0]);
    const comment = readFileSync(path.join(promote, "plan.md"), "utf8");
    expect(comment).toContain("2 changes");
    expect(comment).toMatch(/^! Make .*max@halden\.example.* an owner of Handbook/m);
    expect(comment).toMatch(/^\+ Add .*ines@halden\.example.* to Handbook/m);

    // Whoever takes the token that plans can only ask a person.
    const stolen = git.clone("promote");
    expect((await git.step(stolen, "sh ci/plan.sh", planning)).code).toBe(0);
    const byAgent = await git.step(stolen, "rollcall roster apply plan.json --accept-reviewed", planning);
    expect([byAgent.code, byAgent.out]).toEqual([
      3,
      expect.stringContaining("waits for somebody's approval"),
    ]);
    expect((await sandbox.calls(gitbook.token)).filter(({ method }) => method !== "GET")).toEqual([]);

    // Merged, and applied by two pipelines at once: one batch.
    git.merge("promote");
    const mains = [git.clone("main"), git.clone("main")];
    for (const clone of mains) git.hand("plan.json", promote, clone);
    const applied = await Promise.all(mains.map((clone) => git.step(clone, "sh ci/apply.sh", applying)));
    expect(applied.map(({ code, out }) => [code, code === 0 ? "" : out])).toEqual([
      [0, ""],
      [0, ""],
    ]);
    expect(await drift()).toEqual({ code: 0, out: "" });
    const [handbook] = (await sandbox.state(gitbook.token)).teams;
    expect(handbook?.members.find(({ email }) => email === mail("max"))?.role).toBe("owner");

    // The other one was reviewed before that: what it comes to now is more than its people have seen.
    git.merge("leave");
    const late = git.clone("main");
    git.hand("plan.json", leave, late);
    const stale = await git.step(late, "sh ci/apply.sh", applying);
    expect([stale.code, stale.out]).toEqual([2, expect.stringContaining("Nothing was applied")]);
    expect(readFileSync(path.join(late, "stale.md"), "utf8")).toContain("ines@halden.example");
    expect((await git.step(late, "sh ci/plan.sh", planning)).code).toBe(0);
    expect((await git.step(late, "sh ci/apply.sh", applying)).code).toBe(0);
    expect(await drift()).toEqual({ code: 0, out: "" });

    // A brake stops the plan, and what was planned anyhow.
    git.push("purge", "Nearly everybody leaves", () =>
      git.write("roster.yaml", without(roster(), "noor", "kim", "lea")),
    );
    const purge = git.clone("purge");
    expect((await git.step(purge, "sh ci/plan.sh", planning)).code).toBe(4);
    expect(readFileSync(path.join(purge, "plan.md"), "utf8")).toContain(
      "many-removals: Handbook: 3 of the 7 members",
    );
    const braked = await git.step(
      purge,
      "rollcall roster apply plan.json --accept-reviewed --leave-out",
      applying,
    );
    expect([braked.code, braked.out]).toEqual([4, expect.stringContaining("many-removals")]);
    expect(await drift()).toEqual({ code: 0, out: "" });

    // Somebody leaves at the vendor: drift is said, by cron too, and nothing is taken back by itself.
    await sandbox.mutate(gitbook.token, { op: "removeMember", teamId: gitbook.teamId, user: mail("noor") });
    const { rows } = (await (
      await page.request.get("/api/teams", { params: { q: "Handbook" } })
    ).json()) as RowPage<TeamRow>;
    await expect
      .poll(
        async () => {
          await callAction(page, "refreshTeamAction", { teamId: rows[0]?.id });
          return (await drift()).code;
        },
        { timeout: 60_000 },
      )
      .toBe(2);
    const calls = (await sandbox.calls(gitbook.token)).filter(({ method }) => method !== "GET").length;
    const mailed = await git.step(git.clone("main"), `sh ci/drift-cron.sh ${git.settings(planning)}`, "");
    expect([mailed.code, mailed.out]).toEqual([2, expect.stringMatching(/Add .*noor@halden\.example/)]);
    expect((await sandbox.calls(gitbook.token)).filter(({ method }) => method !== "GET").length).toBe(calls);
    // Who left by themselves comes back only where the roster says so.
    const back = git.clone("main");
    expect((await git.step(back, "sh ci/plan.sh", planning)).code).toBe(4);
    git.push("back", "Noor comes back", () =>
      git.write("roster.yaml", roster().replace(line("noor"), line("noor", ", again: true"))),
    );
    const again = git.clone("back");
    expect((await git.step(again, "sh ci/plan.sh", planning)).code).toBe(0);
    git.merge("back");
    const last = git.clone("main");
    git.hand("plan.json", again, last);
    expect((await git.step(last, "sh ci/apply.sh", applying)).code).toBe(0);
    expect(await drift()).toEqual({ code: 0, out: "" });

    for (const token of [exporting, planning, applying, gitbook.token]) {
      expect(git.said).not.toContain(token.slice(4, 40));
      expect(server.output()).not.toContain(token.slice(4, 40));
    }
  } finally {
    git.remove();
  }
});
