import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { echo } from "./canary-places.ts";
import { filesIn, findIn } from "./canary-search.ts";
import { MEI, NOOR, paperspaceTeam, unique, uniqueSecret } from "./cast.ts";
import { connect, expect, openTeam, test } from "./fixtures.ts";
import { type Ended, type InstalledCli, installCli } from "./installed-cli.ts";
import { callAction } from "./server-actions.ts";

const SCOPES = [
  ...["team.read", "member.read", "secret.read", "activity.read", "connection.read"],
  ...["member.setRole", "member.remove", "offboarding.begin", "secret.rotate"],
];

let cli: InstalledCli;
test.beforeAll(() => {
  cli = installCli();
});
test.afterAll(() => cli?.remove());

type Made = { id: string; token: string };
const makeToken = (admin: Page, scopes: readonly string[] = SCOPES, kind = "user"): Promise<Made> =>
  callAction<Made>(admin, "createTokenAction", { name: unique("Pipeline"), scopes, kind });
const json = ({ stdout }: Ended) => JSON.parse(stdout);
const idIn = (file: string): string => JSON.parse(readFileSync(file, "utf8")).id;

test("an installed command line signs in, looks, plans, applies and rotates, and ends as it says", async ({
  ownAdmin,
  sandbox,
  tenant,
  witness,
}) => {
  test.setTimeout(240_000);
  const { server, page: admin } = await ownAdmin();
  const { url } = await witness(server.url);
  const canary = `canary${randomBytes(12).toString("hex")}`;
  const secret = uniqueSecret("API_KEY");
  const team = await tenant(paperspaceTeam({ secrets: [{ name: secret, value: "old" }] }));
  await connect(admin, team);
  await openTeam(admin, team.teamName);
  const { token } = await makeToken(admin);
  const roleOfNoor = async (): Promise<string> => {
    const members = json(await cli.run(["members", team.teamName, "--json", "-f", "q=noor"]));
    return members[0]?.role;
  };

  await test.step("signs in by standard input; the settings are for one's own eyes", async () => {
    const login = await cli.run(["login", "--url", url], { input: `${token}\n` });
    expect([login.code, login.stdout]).toEqual([0, expect.stringContaining("Token:  Pipeline")]);
    const file = path.join(cli.home, ".config/rollcall/config.json");
    const modes = [file, path.dirname(file)].map((one) => (statSync(one).mode & 0o777).toString(8));
    expect(modes).toEqual(["600", "700"]);
    expect(json(await cli.run(["whoami", "--json"]))).toMatchObject({
      url,
      token: { scopes: SCOPES },
    });
  });

  await test.step("looks", async () => {
    const teams = await cli.run(["teams", team.teamName]);
    expect([teams.code, teams.stderr]).toEqual([0, ""]);
    expect(teams.stdout).toContain(`${team.teamName}\tpaperspace\t`);
    await expect.poll(roleOfNoor).toBe("member");
    expect(json(await cli.run(["person", NOOR.email, "--json"])).emails).toContain(NOOR.email);
    expect((await cli.run(["secrets", team.teamName])).stdout).toContain(`${secret}\t`);
    for (const list of ["connections", "events", "schedules", "batches", "people"])
      expect((await cli.run([list, "--json", "-n", "5"])).code).toBe(0);
    expect((await cli.run(["reviews"])).code).toBe(4);
    expect((await cli.run(["members", unique("Nothing")])).code).toBe(5);
    expect((await cli.run(["teams", "-f", "colour=red"])).code).toBe(5);
  });

  const planFile = path.join(cli.home, "plan.json");
  await test.step("plans, applies what was planned, once, and then there is nothing to do", async () => {
    const plan = ["plan", "set-role", team.teamName, NOOR.email, "admin"];
    const planned = await cli.run([...plan, "--out", planFile]);
    expect([planned.code, planned.stdout]).toEqual([2, expect.stringContaining("1 change")]);
    expect(await roleOfNoor()).toBe("member");
    const applied = await cli.run(["apply", planFile, "--wait", "--json"]);
    expect([applied.stderr, applied.code]).toEqual([expect.stringContaining("finished: 1 of 1"), 0]);
    expect(await roleOfNoor()).toBe("admin");
    const again = await cli.run(["apply", planFile, "--wait", "--json"]);
    expect([again.code, json(again).batchId]).toEqual([0, json(applied).batchId]);
    expect((await cli.run(plan)).code).toBe(0);
    const watched = await cli.run(["batches", "watch", json(applied).batchId]);
    expect([watched.code, watched.stderr]).toEqual([0, "finished: 1 of 1\n"]);
    const undo = await cli.run(["plan", "undo", json(applied).batchId, "--json"]);
    expect([undo.code, json(undo).kind]).toEqual([2, "undo"]);
  });

  await test.step("applies nothing where things changed since", async () => {
    const plan = ["plan", "set-role", team.teamName, MEI.email, "admin"];
    expect((await cli.run([...plan, "--out", planFile])).code).toBe(2);
    const removal = json(await cli.run(["plan", "remove", team.teamName, MEI.email, "--json"]));
    const accept = removal.risks.flatMap(({ code }: { code: string }) => ["--accept", code]);
    expect((await cli.run(["apply", removal.id, "--wait", ...accept])).code).toBe(0);
    const stale = await cli.run(["apply", planFile, "--json"]);
    expect([stale.code, json(stale).error.code]).toEqual([2, "PLAN_CHANGED"]);
    const byId = await cli.run(["apply", json(await cli.run(["plan", "show", idIn(planFile), "--json"])).id]);
    expect([byId.code, byId.stderr]).toEqual([2, expect.stringContaining("make a new plan")]);
  });

  await test.step("rotates a secret to what is piped in, and to what is made", async () => {
    const valueThere = async (): Promise<string | undefined> =>
      (await sandbox.state(team.token)).secrets.find(({ name }) => name === secret)?.value;
    const piped = await cli.run(["rotate", team.teamName, secret], { input: `${canary}\n` });
    expect([piped.stderr, piped.code]).toEqual([expect.stringContaining("finished: 1 of 1"), 0]);
    expect(await valueThere()).toBe(canary);
    const file = path.join(cli.home, "value.txt");
    const made = await cli.run(["rotate", team.teamName, secret, "--generate", "--out", file]);
    expect([made.code, (statSync(file).mode & 0o777).toString(8)]).toEqual([0, "600"]);
    expect(`${await valueThere()}\n`).toBe(readFileSync(file, "utf8"));
    const printed = await cli.run(["rotate", team.teamName, secret, "--generate", "--print"]);
    expect([printed.code, printed.stdout]).toEqual([0, `${await valueThere()}\n`]);
  });

  await test.step("ends with what went wrong", async () => {
    const value = `${canary}-refused`;
    const refuse = { route: "PATCH /teams/:id/secrets/:name", ...echo(400, value, team) };
    await sandbox.setFaults(team.token, [refuse]);
    const failed = await cli.run(["rotate", team.teamName, secret], { input: value });
    await sandbox.clearFaults(team.token);
    expect([failed.stdout, failed.code]).toEqual([expect.stringContaining("failed"), 8]);
    const few = await makeToken(admin, ["team.read", "member.read"]);
    const env = { ROLLCALL_URL: url, ROLLCALL_TOKEN: few.token };
    const refused = await cli.run(["plan", "set-role", team.teamName, NOOR.email, "admin"], { env });
    expect([refused.code, refused.stderr]).toEqual([4, expect.stringContaining("no scope")]);
    await callAction(admin, "endTokenAction", { id: few.id });
    expect((await cli.run(["teams"], { env })).code).toBe(7);
    expect((await cli.run(["teams"], { env: { ...env, ROLLCALL_URL: "http://127.0.0.1:1" } })).code).toBe(6);
    expect(
      (await cli.run(["teams"], { env: { ...env, ROLLCALL_URL: "http://rollcall.example" } })).code,
    ).toBe(5);
  });

  await test.step("an agent only asks", async () => {
    const agent = await makeToken(admin, SCOPES, "agent");
    const env = { ROLLCALL_URL: url, ROLLCALL_TOKEN: agent.token };
    const plan = ["plan", "set-role", team.teamName, NOOR.email, "member", "--json"];
    const planned = await cli.run(plan, { env });
    expect([planned.stderr, planned.code]).toEqual(["", 2]);
    const asked = await cli.run(["apply", json(planned).id, "--json"], { env });
    expect([asked.stderr, asked.code]).toEqual([expect.stringContaining("waits for somebody's approval"), 3]);
    expect(json(asked).status).toBe("requested");
    expect(await roleOfNoor()).toBe("admin");
  });

  await test.step("forgets the token", async () => {
    const leavings = filesIn(cli.home, "home").filter(({ where }) => !where.includes("node_modules"));
    const holding = findIn(leavings, token.slice(4, 40)).map((found) => found.replace(/^.*file /, ""));
    expect(holding).toEqual([".config/rollcall/config.json: as it is"]);
    expect((await cli.run(["logout"])).code).toBe(0);
    expect((await cli.run(["teams"])).code).toBe(7);
    expect(existsSync(planFile)).toBe(true);
  });

  const said = [{ where: "said", content: cli.said() }];
  expect(findIn(said, token.slice(4, 40))).toEqual([]);
  expect(findIn(said, canary)).toEqual([]);
  const left = filesIn(cli.home, "home").filter(({ where }) => !where.includes("node_modules"));
  expect([...findIn(left, token.slice(4, 40)), ...findIn(left, canary)]).toEqual([]);
});
