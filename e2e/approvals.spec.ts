import { NOOR, paperspaceTeam } from "./cast.ts";
import { ADMIN, connectByForm, expect, expectNoAxeFindings, openTeam, signIn, test } from "./fixtures.ts";
import { inviteLink, joinBy, newAccount } from "./people-of-rollcall.ts";
import { box, button, changesSent, dialog, expectChosen, memberIn, roleOf, rowOf, toast } from "./steps.ts";

test("what needs approval waits for somebody else, who approves or refuses it", async ({
  browser,
  ownServer,
  sandbox,
  tenant,
}) => {
  const server = await ownServer({
    ROLLCALL_ADMIN_EMAIL: ADMIN.email,
    ROLLCALL_ADMIN_PASSWORD: ADMIN.password,
  });
  const context = await browser.newContext({ baseURL: server.url });
  const asker = await context.newPage();
  await signIn(asker);
  const team = await tenant(paperspaceTeam());
  await connectByForm(asker, team);
  await expect(asker.getByRole("link", { name: "Approvals", exact: true })).toHaveCount(0);

  await asker.goto("/settings/approvals");
  await asker.getByRole("checkbox", { name: "Changing a role in a team" }).check();
  await expectNoAxeFindings(asker);
  await button(asker, "Save policy").click();
  await expect(toast(asker, "Saved what needs approval")).toBeVisible();
  const account = newAccount();
  const { page: other, context: elsewhere } = await joinBy(
    browser,
    await inviteLink(asker, account.email, "Admin"),
    account,
  );

  const ask = async (role: string) => {
    await openTeam(asker, team.teamName);
    await roleOf(asker, NOOR.name).selectOption(role);
    const confirm = dialog(asker, /Noor/);
    await expect(confirm).toContainText("Needs approval by somebody else");
    await button(confirm, "Ask for approval").click();
    await expect(toast(asker, "Asked for approval")).toBeVisible();
  };
  await ask("Admin");
  await expectChosen(roleOf(asker, NOOR.name), "Member");
  expect(await changesSent(sandbox, team.token)).toEqual([]);

  await asker.goto("/approvals");
  await expect(asker.getByRole("heading", { level: 1, name: "Approvals" })).toBeVisible();
  await expect(asker.getByText("You asked for this: somebody else has to approve it.")).toBeVisible();
  await expect(asker.getByRole("button", { name: /^Approve / })).toHaveCount(0);

  await other.getByRole("link", { name: "Approvals", exact: true }).click();
  await expect(other.getByRole("list", { name: "Plan" })).toContainText(
    `Make ${NOOR.name} (${NOOR.email}) an admin of ${team.teamName}`,
  );
  await expect(other.getByText("Expires in 72 hours.")).toBeVisible();
  await expectNoAxeFindings(other);
  await other.getByRole("button", { name: /^Approve .*Noor/ }).click();
  await expect(toast(other, "Approved")).toBeVisible();
  await expect.poll(async () => (await memberIn(sandbox, team.token, NOOR.email))?.role).toBe("admin");
  await asker.reload();
  await expect(rowOf(asker, "Decided requests", "Noor")).toContainText(`Approved by ${account.name}`);

  await ask("Member");
  await other.goto("/approvals");
  await other.getByRole("button", { name: /^Refuse .*Noor/ }).click();
  const refuse = dialog(other, /^Refuse/);
  await button(refuse, "Refuse request").click();
  await expect(box(refuse, "Reason")).toHaveAccessibleDescription("Say why");
  await box(refuse, "Reason").fill("She stays until Friday");
  await button(refuse, "Refuse request").click();
  await expect(refuse).toBeHidden();
  await asker.goto("/approvals");
  await expect(rowOf(asker, "Decided requests", "She stays until Friday")).toContainText("Refused by");
  expect((await memberIn(sandbox, team.token, NOOR.email))?.role).toBe("admin");
  await Promise.all([context.close(), elsewhere.close()]);
});
