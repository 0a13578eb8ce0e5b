import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { newToken } from "../../../lib/access/tokens/token.ts";
import { madeToken, ORIGIN, problem, run, type Server } from "../cli.testing.ts";
import { isToken } from "../config/token.ts";

const ME = {
  token: {
    id: "t1",
    name: "Pipeline",
    kind: "program",
    scopes: ["team.read"],
    endsAt: "2027-02-28T00:00:00.000Z",
  },
  user: { id: "u1", name: "Ada", email: "ada@example.com" },
  limits: null,
  server: { version: "0.1.0", api: "v1" },
};
const NONE = { ROLLCALL_URL: undefined, ROLLCALL_TOKEN: undefined };
const server: Server = ({ path: asked }) => (asked === "/whoami" ? { body: ME } : undefined);
const fileOf = (home: string): string => path.join(home, ".config/rollcall/config.json");
const mode = (file: string): string => (statSync(file).mode & 0o777).toString(8);

it("knows the tokens that the server makes", () => {
  for (let made = 0; made < 50; made++) expect(isToken(newToken())).toBe(true);
});

it("keeps a token from standard input for its owner alone, uses it, and forgets it", async () => {
  const token = madeToken();
  const login = await run(["login", "--url", `${ORIGIN}/teams?x`], {
    env: NONE,
    stdin: `${token}\n`,
    server,
  });
  expect([login.code, login.asked[0]?.headers.get("authorization")]).toEqual([0, `Bearer ${token}`]);
  expect(login.stdout).toMatch(/Server: +https:\/\/rollcall\.example \(Rollcall 0\.1\.0\)\nUser: +Ada <ada@/);
  expect(login.stdout + login.stderr).not.toContain(token.slice(4, 20));
  const file = fileOf(login.home);
  expect([mode(file), mode(path.dirname(file))]).toEqual(["600", "700"]);

  const given = { env: NONE, home: login.home, server };
  const whoami = await run(["whoami", "--json"], given);
  expect(JSON.parse(whoami.stdout)).toEqual({ url: ORIGIN, ...ME });
  expect(whoami.asked[0]?.headers.get("authorization")).toBe(`Bearer ${token}`);

  const logout = await run(["logout"], given);
  expect([logout.code, readFileSync(file, "utf8").includes("rcl_")]).toEqual([0, false]);
  expect((await run(["whoami"], given)).code).toBe(7);
});

it("sends a kept token to its own server alone, and one of the environment only where that says", async () => {
  const token = madeToken();
  const { home } = await run(["login", "--url", ORIGIN], { env: NONE, stdin: token, server });
  const elsewhere = await run(["whoami", "--url", "https://other.example"], { env: NONE, home, server });
  expect([elsewhere.code, elsewhere.asked]).toEqual([7, []]);
  const halfGiven = await run(["whoami"], { env: { ...NONE, ROLLCALL_TOKEN: madeToken() }, home, server });
  expect([halfGiven.code, halfGiven.asked]).toEqual([5, []]);
});

it.each([
  ["cut off", (token: string) => token.slice(0, -3)],
  ["mistyped", (token: string) => token.replace(/.$/, (last) => (last === "x" ? "y" : "x"))],
  ["missing", () => ""],
])("sends nothing of a token that is %s, and keeps nothing", async (_, spoil) => {
  const token = madeToken();
  const ran = await run(["login", "--url", ORIGIN], { env: NONE, stdin: spoil(token), server });
  expect([ran.code, ran.asked, existsSync(fileOf(ran.home))]).toEqual([5, [], false]);
  expect(ran.stderr).not.toContain(token.slice(4, 20));
});

it("sends nothing of a token of the environment that is none, and does not repeat it", async () => {
  for (const token of ["sk-live-0123456789abcdef", `${madeToken()}\nHost: evil`, madeToken().slice(0, -1)]) {
    const ran = await run(["whoami", "--verbose"], { env: { ROLLCALL_TOKEN: token }, server });
    expect([ran.code, ran.asked]).toEqual([7, []]);
    expect(ran.stdout + ran.stderr).not.toContain(token.slice(4, 16));
  }
});

it("keeps no token that the server refuses", async () => {
  const refuses: Server = () => problem(401, "UNAUTHENTICATED", "Send a token that works");
  const ran = await run(["login", "--url", ORIGIN], { env: NONE, stdin: madeToken(), server: refuses });
  expect([ran.code, existsSync(fileOf(ran.home))]).toEqual([7, false]);
});

it("reads no settings that others can read, also by a link", async () => {
  const { home } = await run(["login", "--url", ORIGIN], { env: NONE, stdin: madeToken(), server });
  chmodSync(fileOf(home), 0o640);
  const ran = await run(["whoami"], { env: NONE, home, server });
  expect([ran.code, ran.asked]).toEqual([5, []]);
  expect(ran.stderr).toContain("chmod 600");
  const linked = path.join(home, "linked");
  mkdirSync(path.join(linked, ".config/rollcall"), { recursive: true });
  symlinkSync(fileOf(home), fileOf(linked));
  expect((await run(["whoami"], { env: NONE, home: linked, server })).code).toBe(5);
});

it("takes no token as an argument, and does not repeat one", async () => {
  const token = madeToken();
  for (const args of [
    ["login", `--token=${token}`],
    ["login", token],
    ["teams", "--bearer", token],
    [token],
  ]) {
    const ran = await run(args, { env: NONE, server });
    expect([ran.code, ran.asked]).toEqual([5, []]);
    expect(ran.stdout + ran.stderr).not.toContain(token.slice(4, 20));
  }
});

it("says what is wrong with settings that it cannot read", async () => {
  const { home } = await run(["login", "--url", ORIGIN], { env: NONE, stdin: madeToken(), server });
  for (const text of ["", "{", "[]", '{"servers":null}']) {
    writeFileSync(fileOf(home), text);
    const ran = await run(["whoami"], { env: NONE, home, server });
    expect([text, ran.code, ran.stderr]).toEqual([text, 5, expect.stringContaining("rollcall login")]);
  }
});

it.each([
  ["http://rollcall.example", 5],
  ["https://ada:secret@rollcall.example", 5],
  ["ftp://rollcall.example", 5],
  ["http://[", 5],
  ["http://127.0.0.1:3000", 0],
  ["http://localhost:3000", 0],
  ["rollcall.example", 0],
])("asks %s: %i", async (address, code) => {
  const ran = await run(["whoami", "--url", address], { server });
  expect([ran.code, ran.asked.length > 0]).toEqual([code, code === 0]);
  expect(ran.stderr).not.toContain("secret");
});
