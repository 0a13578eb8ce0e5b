import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import type { MadeToken } from "#lib/access/tokens/schema.ts";
import type { Api } from "./api.ts";
import { NOOR, paperspaceTeam, unique } from "./cast.ts";
import { connect, expect, signIn, test } from "./fixtures.ts";
import { callAction } from "./server-actions.ts";
import { roleOf } from "./steps.ts";

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
