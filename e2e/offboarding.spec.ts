import { randomBytes } from "node:crypto";
import type { Page } from "@playwright/test";
import type { TenantDescription } from "#sandbox/types.ts";
import {
  as,
  gitbookOrganization,
  OTTILIE,
  paperspaceTeam,
  type Someone,
  unique,
  uniqueSecret,
} from "./cast.ts";
import { connect, expect, expectNoAxeFindings, openTeam, test } from "./fixtures.ts";
import {
  alertWith,
  box,
  button,
  changesSent,
  choice,
  dialog,
  memberIn,
  rowOf,
  table,
  teamRoleIn,
} from "./steps.ts";

/** Somebody whom no other test knows: people are joined over all teams of the shared server. */
function newcomer(firstName: string): Someone {
  const lastName = `Leaver${randomBytes(3).toString("hex")}`;
  const email = `${firstName}.${lastName}@halden.example`.toLowerCase();
  return { firstName, lastName, name: `${firstName} ${lastName}`, email };
}

type Make = (options: ReturnType<typeof paperspaceTeam>) => Promise<TenantDescription>;

/**
 * Dana is an admin of a Paperspace team with two secrets, and in a GitBook team and its organization. `heir`: the team is
 * Dana's own, and somebody else is in it.
 */
async function dana(
  page: Page,
  tenant: Make,
  { settings = {}, heir }: { settings?: object; heir?: Someone } = {},
) {
  const who = newcomer("Dana");
  const inUse = uniqueSecret("IN_USE");
  const paperspace = await tenant(
    paperspaceTeam({
      people: [as(OTTILIE, { role: "owner" }), as(who), as(newcomer("Ada"), { role: "admin" })],
      secrets: [{ name: uniqueSecret("IDLE") }, { name: inUse, inUse: true }],
    }),
  );
  const gitbook = await tenant(
    gitbookOrganization({
      people: [
        as(OTTILIE, { orgRole: "admin" }),
        as(who, { orgRole: "edit", sso: false }),
        ...(heir ? [as(heir, { orgRole: "edit" })] : []),
      ],
      teams: [
        heir
          ? { title: unique("Handbook"), members: [who.email, heir.email], owners: [who.email] }
          : { title: unique("Handbook"), members: [who.email], owners: [] },
      ],
      settings,
    }),
  );
  await connect(page, paperspace);
  await connect(page, gitbook);
  await openTeam(page, paperspace.teamName);
  await expect(rowOf(page, "Members", who.name)).toBeVisible();
  await openTeam(page, gitbook.teamName);
  await expect(rowOf(page, "Members", who.name)).toBeVisible();
  return { who, paperspace, gitbook, inUse };
}

async function openPerson(page: Page, who: Someone): Promise<void> {
  await page.goto(`/people?q=${encodeURIComponent(who.email)}`);
  await table(page, "People").getByRole("link", { name: who.name }).first().click();
  await expect(page.getByRole("heading", { level: 1, name: who.name })).toBeVisible();
}

test("one plan takes somebody out of both vendors, reads it back, and says what to rotate", async ({
  admin: page,
  tenant,
  sandbox,
}) => {
  const heir = newcomer("Hana");
  const { who, paperspace, gitbook, inUse } = await dana(page, tenant, { heir });
  await openPerson(page, who);
  await button(page, "Offboard").click();
  const choices = dialog(page, `Offboard ${who.name}`);
  await expect(
    choices.getByRole("checkbox", { name: `Also remove from the organization ${gitbook.organizationTitle}` }),
  ).toBeChecked();
  await expect(choices).toContainText("They could have read or set 2 secrets");
  const handOver = choice(choices, `Hand over ${gitbook.teamName} to`);
  await button(choices, "Review plan").click();
  await expect(handOver).toHaveAccessibleDescription("Choose who owns it next, or that nobody does");
  await handOver.selectOption(heir.name);
  await button(choices, "Review plan").click();
  const plan = dialog(page, "Review changes");
  const lines = plan.getByRole("list", { name: "Plan" }).getByRole("listitem");
  await expect(lines).toHaveCount(4);
  await expect(lines.first()).toContainText(`Make ${heir.name} an owner of ${gitbook.teamName}`);
  await expect(plan.getByText("2 secrets of these teams could have been read or set")).toBeVisible();
  await expect(plan.getByText("4 changes · 3 by hand · 2 to rotate", { exact: true })).toBeVisible();
  await expect(plan.getByText("3 by hand, to be ticked off afterwards")).toBeVisible();
  await button(plan, "Apply 4 changes").click();

  await expect(page.getByRole("heading", { level: 1, name: `Offboarding of ${who.name}` })).toBeVisible();
  await expect(page.getByText("Gone from all 3, read back after it.")).toBeVisible({ timeout: 30_000 });
  await expect(table(page, "Removals").getByText("Gone", { exact: true })).toHaveCount(3);
  expect(await memberIn(sandbox, paperspace.token, who.email)).toBeUndefined();
  expect(await memberIn(sandbox, gitbook.token, who.email)).toBeUndefined();
  expect(await teamRoleIn(sandbox, gitbook, heir.email)).toBe("owner");
  await expect(table(page, "Handed over").getByRole("row").nth(1)).toContainText(heir.name);
  expect((await changesSent(sandbox, gitbook.token)).at(-1)).toContain("DELETE /orgs/:");

  await expect(page.getByRole("link", { name: /^Open the console: Revoke every API key/ })).toHaveAttribute(
    "href",
    /^https:\/\/console\.paperspace\.com\/.+\/settings$/,
  );
  const item = page.getByRole("checkbox", { name: /Revoke every API key/ });
  await item.check();
  await expect(item).toBeChecked();
  await page.reload();
  await expect(page.getByRole("checkbox", { name: /Revoke every API key/ })).toBeChecked();

  const secrets = table(page, "Secrets to rotate").getByRole("row");
  await expect(secrets.nth(1)).toContainText(inUse);
  await expectNoAxeFindings(page);
  await button(page, "Rotate 2 secrets").click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Escape");

  await expect(table(page, "Still in")).toHaveCount(0);
  const csv = page.getByRole("link", { name: "Receipt", exact: true });
  await expect(csv).toHaveAttribute("href", /\/receipt\?format=csv$/);
  const json = page.getByRole("link", { name: "JSON", exact: true });
  const receipt = await page.request.get((await json.getAttribute("href")) ?? "");
  expect(await receipt.json()).toMatchObject({ label: who.name, isFinished: true });
  const paper = `${new URL(page.url()).pathname}/receipt`;
  await expect(page.getByRole("link", { name: "Print", exact: true })).toHaveAttribute("href", paper);
  await page.goto("/activity/offboardings");
  await expect(rowOf(page, "Offboardings", who.email)).toContainText("2 by hand, 2 to rotate");

  for (const at of [paper, paper.replace("/offboardings/", "/batches/")]) {
    await page.goto(at);
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    await expect(page.getByRole("heading", { level: 1 })).toContainText(who.name);
    await expect(page.getByRole("table").first()).toContainText(heir.name);
    await expect(page.getByText(/^\d+ to \d+; hash of the last one/)).toBeVisible();
    await expect(page.getByRole("navigation")).toHaveCount(0);
    await expect(page.getByRole("heading", { level: 1 })).toHaveCSS("color", "rgb(0, 0, 0)");
    await page.emulateMedia({ media: "screen", colorScheme: null });
    await expectNoAxeFindings(page);
  }
});

test("a removal that GitBook only passes on is requested, not done", async ({
  admin: page,
  tenant,
  sandbox,
}) => {
  const { who, gitbook } = await dana(page, tenant, { settings: { orgMemberDelete: "requested" } });
  await openPerson(page, who);
  await button(page, "Offboard").click();
  const choices = dialog(page, `Offboard ${who.name}`);
  await choices.getByRole("checkbox", { name: /Also remove from the organization/ }).check();
  await button(choices, "Review plan").click();
  await button(dialog(page, "Review changes"), "Apply 3 changes").click();
  await expect(page.getByText("2 of 3 are gone; 1 cannot be called done.")).toBeVisible({ timeout: 30_000 });
  await expect(table(page, "Removals").getByText("Requested, not done")).toBeVisible();
  expect(await memberIn(sandbox, gitbook.token, who.email)).toBeDefined();
});

test("names what it could not reach, and refuses an owner", async ({ admin: page, tenant, sandbox }) => {
  const { who, paperspace, gitbook } = await dana(page, tenant);
  await openPerson(page, who);
  await sandbox.setFaults(gitbook.token, [{ route: "gitbook GET *", status: 503 }]);
  await button(page, "Offboard").click();
  await button(dialog(page, `Offboard ${who.name}`), "Review plan").click();
  const plan = dialog(page, "Review changes");
  await expect(plan.getByText("Not everything could be reached.")).toBeVisible({ timeout: 60_000 });
  await expect(plan.getByText(gitbook.teamName).first()).toBeVisible();
  await button(plan, "Back").click();
  await sandbox.clearFaults(gitbook.token);
  expect(await teamRoleIn(sandbox, gitbook, who.email)).toBe("member");
  expect(await changesSent(sandbox, paperspace.token)).toEqual([]);

  await sandbox.mutate(paperspace.token, { op: "setRole", user: who.email, role: "owner" });
  await openPerson(page, who);
  await button(page, "Offboard").click();
  await button(dialog(page, `Offboard ${who.name}`), "Review plan").click();
  await expect(
    dialog(page, "Review changes").getByText("Paperspace does not let anybody remove a team's owner"),
  ).toBeVisible({ timeout: 30_000 });
  await expect(box(page, "Type 3 to confirm")).toHaveCount(0);
  await expect(alertWith(page, "Something went wrong")).toHaveCount(0);
});
