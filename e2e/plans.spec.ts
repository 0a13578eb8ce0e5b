import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import type { MadeToken } from "#lib/access/tokens/schema.ts";
import type { Api } from "./api.ts";
import { NOOR, paperspaceTeam, unique } from "./cast.ts";
import { connect, expect, expectNoAxeFindings, signIn, test } from "./fixtures.ts";
import { callAction } from "./server-actions.ts";
import { button, memberIn, roleOf } from "./steps.ts";

type Items = { items: { id: string; name: string; userId: string; email: string | null }[] };
type MadePlan = { id: string; url: string; digest: string; counts: { apply: number } };

const SCOPES = [
  ...["team.read", "member.read", "secret.read", "activity.read", "connection.read", "review.read"],
  ...["member.export", "member.setRole"],
];
const makeToken = (page: Page, given: object = {}) =>
  callAction<MadeToken>(page, "createTokenAction", { name: unique("Pipeline"), scopes: SCOPES, ...given });

/** The ids of a team and of one of its members, as a program finds them once the team is read. */
async function idsOf(api: Api, teamName: string, email: string) {
  const ids = { teamId: "", userId: "" };
  await expect
    .poll(async () => {
      const teams = (await api.ask("GET", `/teams?q=${encodeURIComponent(teamName)}`)).body as Items;
      ids.teamId = teams.items[0]?.id ?? "";
      if (ids.teamId === "") return "";
      const members = (await api.ask("GET", `/teams/${ids.teamId}/members`)).body as Items;
      ids.userId = members.items.find((one) => one.email === email)?.userId ?? "";
      return ids.userId;
    })
    .not.toBe("");
  return ids;
}

const plan = async (api: Api, ids: { teamId: string; userId: string }, role: string) => {
  const made = await api.ask("POST", "/plans", {
    data: { changes: [{ kind: "member.setRole", input: { ...ids, role } }] },
  });
  expect(made.status).toBe(201);
  return made.body as MadePlan;
};

test("a plan from outside is looked at in the browser, applied there, and done at the vendor", async ({
  api,
  page,
  sandbox,
  tenant,
}) => {
  await signIn(page);
  const team = await tenant(paperspaceTeam());
  await connect(page, team);
  const token = await makeToken(page);
  const program = await api(token.token);
  const ids = await idsOf(program, team.teamName, NOOR.email);
  const made = await plan(program, ids, "admin");

  await page.goto(new URL(made.url).pathname);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(NOOR.name);
  await expect(page.getByText(`token “${token.name}” of`)).toBeVisible();
  await expect(page.getByRole("list", { name: "Plan" })).toContainText(NOOR.name);
  await expectNoAxeFindings(page);
  expect(await memberIn(sandbox, team.token, NOOR.email)).toMatchObject({ role: "member" });

  // A second tab that has the same plan open hears what became of it, and nothing happens twice.
  const second = await page.context().newPage();
  await second.goto(new URL(made.url).pathname);
  await button(page, "Apply 1 change").click();
  await page.waitForURL(/\/activity\/batches\//);
  await expect(page.getByRole("table", { name: "Changes" })).toContainText("Done");
  await expect.poll(async () => memberIn(sandbox, team.token, NOOR.email)).toMatchObject({ role: "admin" });
  await button(second, "Apply 1 change").click();
  await expect(second).toHaveURL(/\/activity\/batches\//);
  expect(new URL(second.url()).pathname).toBe(new URL(page.url()).pathname);
  await second.close();
  await page.goto(new URL(made.url).pathname);
  await page.getByRole("link", { name: "Open its batch" }).click();
  await expect(page).toHaveURL(/\/activity\/batches\//);

  const after = await program.ask("GET", `/plans/${made.id}`);
  expect(after.body).toMatchObject({ appliedAs: { batchId: expect.any(String) } });
});

test("a plan that comes to something else by now is shown as it is, and one that is gone says so", async ({
  api,
  page,
  tenant,
}) => {
  await signIn(page);
  const team = await tenant(paperspaceTeam());
  await connect(page, team);
  const program = await api((await makeToken(page)).token);
  const ids = await idsOf(program, team.teamName, NOOR.email);
  const made = await plan(program, ids, "admin");
  await page.goto(`/teams/${ids.teamId}/members`);
  await roleOf(page, NOOR.name).selectOption("Admin");
  await expect(page.getByText(`${NOOR.name} is now an admin`)).toBeVisible();
  await page.goto(new URL(made.url).pathname);
  await expect(page.getByText("It comes to something else than when it was made.")).toBeVisible();
  await expect(page.getByText("Nothing remains to be applied.")).toBeVisible();
  await expect(page.getByRole("button", { name: /^Apply/ })).toHaveCount(0);
  const stale = await program.ask("POST", "/batches", {
    headers: { "Idempotency-Key": randomUUID() },
    data: { planId: made.id, digest: made.digest },
  });
  expect([200, 409]).toContain(stale.status);
  await page.goto("/plans/no-such-plan");
  await expect(page.getByText("This plan is not here")).toBeVisible();
});

test("every operation of the document answers as it promises", async ({ api, ownAdmin, tenant }) => {
  // Where its owner has changed much in the hour, a token gets a person instead of a batch.
  const { server, page } = await ownAdmin();
  const team = await tenant(paperspaceTeam());
  await connect(page, team);
  const program = await api((await makeToken(page)).token, server.url);
  const ids = await idsOf(program, team.teamName, NOOR.email);
  const made = await plan(program, ids, "admin");
  const applied = await program.ask("POST", "/batches", {
    headers: { "Idempotency-Key": randomUUID() },
    data: { planId: made.id, digest: made.digest },
  });
  expect(applied.status).toBe(202);
  const { batchId } = applied.body as { batchId: string };
  const people = (await program.ask("GET", "/people")).body as Items;
  const idOf: Record<string, string> = {
    "/teams/{id}": ids.teamId,
    "/teams/{id}/members": ids.teamId,
    "/teams/{id}/secrets": ids.teamId,
    "/people/{id}": people.items[0]?.id ?? "",
    "/batches/{id}": batchId,
    "/plans/{id}": made.id,
  };
  for (const [path, methods] of Object.entries(program.document.paths))
    if ("get" in methods) {
      const { status } = await program.ask("GET", path.replace("{id}", idOf[path] ?? "none"));
      expect(status, path).toBe(path.includes("{id}") && !idOf[path] ? 404 : 200);
    }
  const all = Object.values(program.document.paths).flatMap((methods) =>
    Object.values(methods).map(({ operationId }) => operationId),
  );
  expect([...program.asked].sort()).toEqual(all.sort());
});
