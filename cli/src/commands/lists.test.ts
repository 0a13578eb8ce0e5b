import { expect, it } from "vitest";
import { page, problem, run, type Server } from "../cli.testing.ts";

const ID = "01jdyz3v6k8m2n4p6q8r0s1t3v";
const team = (id: string, name: string) => ({
  ...{ id, connectionId: "c", vendor: "gitbook", kind: "team", vendorTeamId: "v", name, belongsTo: "Acme" },
  ...{ members: 2, secrets: null, createdAt: null, mayManage: true, syncedAt: null },
});
const MEMBER = {
  ...{ id: "m", teamId: ID, vendor: "gitbook", userId: "u1", personId: "p1", name: "Noor \u001b[31mHaddad" },
  ...{ email: "noor@example.com", role: "admin", status: "active", orgRole: null, inOrganization: true },
  ...{ joinedAt: null, lastActiveAt: "2026-11-01T09:30:00.000Z", until: null },
};
const server: Server = ({ path, query }) => {
  if (path === "/teams")
    return page(query.get("q") === "twice" ? [team(ID, "Twice"), team("x", "Twice")] : [team(ID, "Ops")]);
  if (path === `/teams/${ID}`) return { body: team(ID, "Ops") };
  if (path === `/teams/${ID}/members`) return page([MEMBER]);
  return undefined;
};

it("is aligned on a terminal, and tabs for a program", async () => {
  const plain = await run(["members", "ops"], { server });
  expect(plain.stdout).toBe("Noor \\x1b[31mHaddad\tnoor@example.com\tadmin\tactive\t–\t2026-11-01\tu1\n");
  expect(plain.stderr).toBe("");
  const aligned = await run(["members", ID, "--no-color"], { server, tty: 120 });
  expect(aligned.stdout.split("\n")[0]).toMatch(/^NAME +EMAIL +ROLE +STATUS +UNTIL +LAST ACTIVE +USER ID$/);
  const escapes = (text: string): number => text.split("\u001b").length - 1;
  expect(escapes(aligned.stdout)).toBe(0);
  expect(escapes((await run(["members", ID], { server, tty: 120 })).stdout)).toBe(2);
  expect(escapes((await run(["members", ID], { server, tty: 120, env: { NO_COLOR: "1" } })).stdout)).toBe(0);
});

it("takes none of two teams of one name, and says both", async () => {
  const ran = await run(["members", "twice", "--json"], { server });
  expect(ran.code).toBe(5);
  expect(ran.stderr).toContain(`\n  ${ID}  Twice (gitbook, Acme)\n`);
  expect(JSON.parse(ran.stdout).error.candidates).toHaveLength(2);
  expect((await run(["members", "none"], { server: () => page([]) })).code).toBe(5);
});

it("passes filters on, and refuses what is no filter", async () => {
  const ran = await run(["teams", "perception", "-f", "vendor=gitbook", "-f", "sort=name"], { server });
  expect(ran.asked[0]?.query.toString()).toBe("q=perception&vendor=gitbook&sort=name&limit=200");
  for (const wrong of ["vendor", "=x", "cursor=1", "limit=3"])
    expect((await run(["teams", "-f", wrong], { server })).code).toBe(5);
  expect((await run(["teams", "-n", "0"], { server })).code).toBe(5);
  const refused: Server = () =>
    problem(400, "INVALID_INPUT", "Unknown", { fields: { colour: ["There is no such"] } });
  expect((await run(["teams", "-f", "colour=red"], { server: refused })).code).toBe(5);
});

it("says how to use it, and what it ends with", async () => {
  const help = await run(["--help"]);
  expect([help.code, help.stdout]).toEqual([
    0,
    expect.stringContaining("a batch ended with changes that failed"),
  ]);
  expect((await run(["--version"])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  for (const args of [[], ["nothing"], ["members"], ["teams", "--nothing"]])
    expect((await run(args)).code).toBe(5);
});
