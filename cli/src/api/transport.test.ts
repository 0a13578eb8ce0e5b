import { expect, it } from "vitest";
import { type Asked, ORIGIN, page, problem, run, type Server } from "../cli.testing.ts";
import { versionNote } from "../version.ts";

/** Answers one after the other, the last one again and again. */
const inTurn = (...answers: ReturnType<Server>[]): Server => {
  let at = 0;
  return () => answers[Math.min(at++, answers.length - 1)];
};
const EMPTY = page([]);
const lost = (code: string) => ({ lost: code });

it.each([
  ["UNAUTHENTICATED", 401, 7],
  ["FORBIDDEN", 403, 4],
  ["NOT_FOUND", 404, 1],
  ["INVALID_INPUT", 400, 5],
  ["PLAN_CHANGED", 409, 2],
  ["NEEDS_CONFIRMATION", 422, 4],
  ["BRAKE", 422, 4],
  ["KEY_REUSED", 422, 1],
  ["CONFLICT", 409, 1],
  ["VENDOR_UNAVAILABLE", 502, 1],
  ["INTERNAL", 500, 1],
  ["STORE_UNAVAILABLE", 503, 6],
])("ends at %s (%i) with %i, and says why", async (code, status, exit) => {
  const server: Server = () =>
    problem(status, code, "Because\u001b[2J it is so", { fields: { role: ["No such"] } });
  const ran = await run(["teams"], { server });
  expect([ran.code, ran.stdout]).toEqual([exit, ""]);
  expect(ran.stderr).toBe("rollcall: Because\\x1b[2J it is so; role: No such\n");
  const json = await run(["teams", "--json"], { server });
  expect(JSON.parse(json.stdout)).toMatchObject({
    error: { code, exit, status, fields: { role: ["No such"] } },
  });
});

it("says what is wrong by name, once", async () => {
  const fields = { "changes.0.role": ["No such role"], "changes.1.role": ["No such role"] };
  const server: Server = () => problem(400, "INVALID_INPUT", "changes.0.role: No such role", { fields });
  expect((await run(["teams"], { server })).stderr).toBe(
    "rollcall: changes.0.role: No such role; changes.1.role: No such role\n",
  );
});

it("waits as long as it is asked to, and not longer than it has", async () => {
  const asks = (after: string, more = {}) => ({
    ...problem(429, "TOO_MANY_ATTEMPTS", "Too often"),
    headers: { "retry-after": after, ...more },
  });
  const busy = asks("7");
  const ran = await run(["teams"], { server: inTurn(busy, busy, EMPTY) });
  expect([ran.code, ran.slept]).toEqual([0, [7_000, 7_000]]);
  const dates = { date: "Mon, 30 Nov 2020 00:00:00 GMT" };
  const byDate = await run(["teams"], {
    server: inTurn(asks("Mon, 30 Nov 2020 00:00:09 GMT", dates), EMPTY),
  });
  expect(byDate.slept).toEqual([9_000]);
  const endless = await run(["teams"], { server: inTurn(asks("0")) });
  expect([endless.code, endless.asked.length]).toEqual([6, 151]);
  const tooLong = await run(["teams"], { server: inTurn(asks("999999")) });
  expect([tooLong.code, tooLong.slept]).toEqual([6, []]);
});

it("asks again for what was lost while reading, and says so where it stays lost", async () => {
  const ran = await run(["teams"], { server: inTurn(lost("ECONNRESET"), EMPTY) });
  expect([ran.code, ran.slept]).toEqual([0, [500]]);
  const gone = await run(["teams"], { server: inTurn(lost("ECONNREFUSED")) });
  expect([gone.code, gone.asked.length]).toEqual([6, 3]);
  expect(gone.stderr).toContain(`${ORIGIN} cannot be reached: nothing answers there.`);
  const nowhere = await run(["teams"], { server: inTurn(lost("ENOTFOUND")) });
  expect([nowhere.code, nowhere.asked.length]).toEqual([6, 1]);
  const untrusted = await run(["teams"], { server: inTurn(lost("SELF_SIGNED_CERT_IN_CHAIN")) });
  expect(untrusted.stderr).toContain("NODE_EXTRA_CA_CERTS");
});

it("follows no redirect, and takes no page of a proxy for an answer", async () => {
  const moved = {
    status: 302,
    text: "",
    headers: { location: "https://evil.example/", "content-type": "text/html" },
  };
  const redirected = await run(["teams"], { server: inTurn(moved) });
  expect([redirected.code, redirected.asked.length]).toEqual([6, 1]);
  expect(redirected.stderr).toContain("redirect, which is not followed");
  const html = { text: "<html>sign in</html>", headers: { "content-type": "text/html" } };
  expect((await run(["teams"], { server: inTurn(html) })).code).toBe(6);
  expect((await run(["teams"], { server: inTurn({ text: "{" }) })).code).toBe(6);
});

it("reads every page, and none twice", async () => {
  const asked: string[] = [];
  const server: Server = ({ query }: Asked) => {
    asked.push(`${query.get("cursor")} ${query.get("limit")}`);
    return page(
      [{ name: "A" }],
      query.get("cursor") === null ? "c1" : query.get("cursor") === "c1" ? "c2" : null,
    );
  };
  expect(JSON.parse((await run(["teams", "--json"], { server })).stdout)).toHaveLength(3);
  expect(asked).toEqual(["null 200", "c1 200", "c2 200"]);
  expect(JSON.parse((await run(["teams", "--json", "-n", "2"], { server })).stdout)).toHaveLength(2);
  const round: Server = () => page([{ name: "A" }], "same");
  expect((await run(["teams"], { server: round })).code).toBe(1);
});

it("says in --verbose what was asked, and never with which token", async () => {
  const ran = await run(["teams", "--verbose"], { server: inTurn(EMPTY) });
  expect(ran.stderr).toMatch(/^GET \/api\/v1\/teams\?limit=200 200 \d+ ms\n$/);
  const token = ran.asked[0]?.headers.get("authorization") ?? "";
  expect(token).toMatch(/^Bearer rcl_/);
  expect(ran.stderr).not.toContain(token.slice(11, 30));
});

it("says once that the server is of another version", async () => {
  const other = { ...page([{ name: "A" }], "c"), headers: { "rollcall-version": "9.1.0" } };
  const last = { ...page([]), headers: { "rollcall-version": "9.1.0" } };
  const ran = await run(["teams", "--json"], { server: inTurn(other, last) });
  expect(ran.stderr.match(/newer than this command line/g)).toHaveLength(1);
  expect(versionNote("0.1.9", "0.1.0")).toBeUndefined();
  expect(versionNote("0.0.9", "0.1.0")).toContain("older");
  expect(versionNote(null, "0.1.0")).toContain("older");
  expect(versionNote("\u001b[2J", "0.1.0")).toContain("cannot read");
});
