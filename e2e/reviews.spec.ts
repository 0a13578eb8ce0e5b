import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { root } from "../bin/child.ts";
import { gitbookOrganization, handbook, IVO, MEI, NOOR, PIA, paperspaceTeam, unique } from "./cast.ts";
import { ADMIN, connectByForm, expect, expectNoAxeFindings, signIn, test } from "./fixtures.ts";
import { inviteLink, joinBy, newAccount } from "./people-of-rollcall.ts";
import { awake, box, button, choice, dialog, memberIn, rowOf, table, toast } from "./steps.ts";

const decisions = (page: Page) => table(page, "Decisions");
const decisionOf = (page: Page, person: string, team: string) =>
  rowOf(page, "Decisions", team).filter({ hasText: person });

test("a review over several teams is decided by two, closed through its plan, and proven by openssl", async ({
  browser,
  ownServer,
  sandbox,
  tenant,
}, info) => {
  test.setTimeout(180_000);
  const server = await ownServer({
    ROLLCALL_ADMIN_EMAIL: ADMIN.email,
    ROLLCALL_ADMIN_PASSWORD: ADMIN.password,
  });
  const context = await browser.newContext({ baseURL: server.url });
  const admin = await context.newPage();
  await signIn(admin);
  const compute = await tenant(paperspaceTeam());
  const [first, second] = [unique("Handbook"), unique("Manual")];
  const docs = await tenant(gitbookOrganization({ teams: [handbook(first), handbook(second)] }));
  await connectByForm(admin, compute);
  await connectByForm(admin, docs);
  const account = newAccount();
  const { page: other, context: elsewhere } = await joinBy(
    browser,
    await inviteLink(admin, account.email, "Viewer"),
    account,
  );
  await expect(other.getByRole("link", { name: "Reviews", exact: true })).toHaveCount(0);

  // Begun over three teams, one of which somebody else decides about.
  await admin.getByRole("link", { name: "Reviews", exact: true }).click();
  await expect(admin.getByRole("heading", { level: 1, name: "Reviews" })).toBeVisible();
  await button(admin, "New review").click();
  const asked = dialog(admin, "New review");
  await button(asked, "Begin review").click();
  await expect(box(asked, "Name")).toHaveAccessibleDescription("Give the review a name");
  const name = unique("Quarterly");
  await box(asked, "Name").fill(name);
  await asked.getByRole("radio", { name: "Teams", exact: true }).check();
  for (const team of [compute.teamName, first, second]) {
    await box(asked, "Find a team").fill(team);
    await asked.getByRole("checkbox", { name: team }).check();
  }
  // What was chosen stays in sight whatever is searched for.
  await expect(asked.getByRole("checkbox", { name: compute.teamName })).toBeChecked();
  await choice(asked, `Reviewer of ${compute.teamName}`).selectOption({
    label: `${account.name}, ${account.email}`,
  });
  await expectNoAxeFindings(admin);
  await button(asked, "Begin review").click();
  await expect(admin.getByRole("heading", { level: 1, name })).toBeVisible();
  await expect(button(admin, "Close review")).toBeVisible({ timeout: 60_000 });
  await expect(admin.getByRole("progressbar", { name: "Progress" })).toHaveAttribute("aria-valuenow", "0");
  await expect(admin.getByText("0 of 11 decided")).toBeVisible();

  // The other one decides by key about the team that is theirs.
  await other.goto("/reviews");
  await other.getByRole("link", { name, exact: true }).click();
  await awake(other);
  await other.getByRole("combobox", { name: "Filter by reviewer" }).selectOption("Mine");
  await expect(decisions(other).getByRole("row")).toHaveCount(6);
  await expect(button(other, "Close review")).toHaveCount(0);
  await decisionOf(other, NOOR.name, compute.teamName).focus();
  await other.keyboard.press("k");
  await expect(decisionOf(other, NOOR.name, compute.teamName)).toContainText("Keep");
  await other.keyboard.press("u");
  await expect(decisionOf(other, NOOR.name, compute.teamName)).not.toContainText("Keep");
  await other.keyboard.press("r");
  const removal = dialog(other, /^Remove Noor/);
  await button(removal, "Decide to remove").click();
  await expect(box(removal, "Reason")).toHaveAccessibleDescription("Say why");
  await box(removal, "Reason").fill("Left the company");
  await other.keyboard.press("Enter");
  await expect(decisionOf(other, NOOR.name, compute.teamName)).toContainText("Remove");
  await decisionOf(other, PIA.name, compute.teamName).focus();
  await other.keyboard.press("c");
  const change = dialog(other, /^Change role of Pia/);
  await choice(change, "Role").selectOption("Member");
  await button(change, "Decide to change").click();
  await expect(decisionOf(other, PIA.name, compute.teamName)).toContainText("Make Member");
  await expectNoAxeFindings(other);
  // What was decided is there after leaving and coming back.
  await other.reload();
  await expect(decisionOf(other, NOOR.name, compute.teamName)).toContainText("Remove");

  // The admin keeps the rest by selection; rows of the other one stay.
  await admin.reload();
  await admin.getByRole("combobox", { name: "Filter by reviewer" }).selectOption("Mine");
  await expect(decisions(admin).getByRole("row")).toHaveCount(7);
  await admin.getByRole("checkbox", { name: "Select all rows" }).check();
  const bar = admin.getByRole("toolbar", { name: "Selection" });
  await button(bar, "Keep").click();
  await expect(toast(admin, "Decided about 6 rows")).toBeVisible();
  await button(admin, `Remove ${MEI.name} (${first})`).click();
  await box(dialog(admin, /^Remove Mei/), "Reason").fill("Moved teams");
  await button(dialog(admin, /^Remove Mei/), "Decide to remove").click();
  await expect(decisionOf(admin, MEI.name, first)).toContainText("Remove");
  await expect(admin.getByText("8 of 11 decided")).toBeVisible({ timeout: 20_000 });

  // What is left is handed over.
  await admin.getByText("2 reviewers").click();
  await button(admin, `Delegate rows of ${account.name}`).click();
  await choice(dialog(admin, "Delegate"), "Reviewer").selectOption({ index: 1 });
  await button(dialog(admin, "Delegate"), "Delegate rows").click();
  await expect(dialog(admin, "Delegate")).toBeHidden();

  await button(admin, "Close review").click();
  const closing = dialog(admin, "Close review");
  await expect(closing).toContainText("5 keep, 1 change, 2 remove, 3 undecided.");
  await expectNoAxeFindings(admin);
  await button(closing, "Review plan").click();
  const plan = dialog(admin, "Review changes");
  await expect(plan.getByRole("list", { name: "Plan" })).toContainText(NOOR.name);
  await button(plan, "Apply 3 changes").click();
  await expect.poll(async () => await memberIn(sandbox, compute.token, NOOR.email)).toBeUndefined();
  await expect.poll(async () => (await memberIn(sandbox, compute.token, PIA.email))?.role).toBe("member");
  await admin.goto("/reviews");
  await expect(rowOf(admin, "Reviews", name)).toContainText("Closed");
  await rowOf(admin, "Reviews", name).getByRole("link", { name, exact: true }).click();
  await expect(button(admin, "Close review")).toHaveCount(0);
  await expect(button(admin, `Keep ${IVO.name} (${first})`)).toBeDisabled();

  const paper = admin.waitForEvent("popup");
  await admin.getByRole("link", { name: "Evidence", exact: true }).click();
  const evidence = await paper;
  await expect(evidence.getByRole("table", { name: "Decisions" })).toContainText("Left the company");
  await expectNoAxeFindings(evidence);
  const coming = evidence.waitForEvent("download");
  await evidence.getByRole("link", { name: "Signed JSON", exact: true }).click();
  const file = info.outputPath("review.json");
  await (await coming).saveAs(file);
  await admin.goto("/settings/audit");
  const key = await box(admin, "Public key").inputValue();
  const script = /```sh\n(plain\(\)[\s\S]*?)```/.exec(
    readFileSync(path.join(root, "docs/audit.md"), "utf8"),
  )?.[1];
  const said = execFileSync("sh", ["-c", script ?? "exit 9"], {
    cwd: path.dirname(file),
    env: { ...process.env, KEY: key },
    encoding: "utf8",
  });
  expect(said).toContain("Signature Verified Successfully");
  await Promise.all([context.close(), elsewhere.close()]);
});
