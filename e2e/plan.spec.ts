import type { Page } from "@playwright/test";
import {
  as,
  gitbookOrganization,
  handbook,
  IVO,
  MEI,
  NOOR,
  OTTILIE,
  paperspaceTeam,
  unique,
  uniqueSecret,
} from "./cast.ts";
import { connect, expect, expectNoAxeFindings, openTeam, test } from "./fixtures.ts";
import { box, button, changesSent, choice, dialog, secretIn, table } from "./steps.ts";

const bar = (page: Page) => page.getByRole("toolbar", { name: "Selection" });
const select = (page: Page, name: string) =>
  page.getByRole("checkbox", { name: `Select ${name}`, exact: true });
const review = (page: Page) => dialog(page, "Review changes");
const planLines = (page: Page) => review(page).getByRole("list", { name: "Plan" }).getByRole("listitem");

test("four secrets in use are deleted as carefully as one: each line warns, it cannot be undone, their number is typed", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const names = ["A", "B", "C", "D"].map((letter) => uniqueSecret(`USED_${letter}`));
  const own = await tenant(
    paperspaceTeam({ secrets: names.map((name) => ({ name, value: "first", inUse: true })) }),
  );
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  for (const name of names) await select(admin, name).check();
  await button(bar(admin), "Delete").click();
  for (const name of names)
    await expect(planLines(admin).filter({ hasText: `Delete the secret ${name}` })).toContainText(
      `A deployment uses ${name}: it fails when it is deployed or restarted next.`,
    );
  await expect(review(admin)).toContainText("cannot be undone");
  await expectNoAxeFindings(admin);
  const apply = button(review(admin), "Apply 4 changes");
  await expect(apply).toHaveClass(/danger/);
  await apply.click();
  const typed = box(review(admin), "Type 4 to confirm");
  await expect(typed).toHaveAttribute("aria-invalid", "true");
  expect(await changesSent(sandbox, own.token)).toEqual([]);
  await typed.fill("4");
  await apply.click();
  for (const name of names) await expect.poll(() => secretIn(sandbox, own.token, name)).toBeUndefined();
});

test("a plan names whom and where where names are shared, and folds what is already so", async ({
  admin,
  tenant,
}) => {
  const { firstName, lastName } = NOOR;
  const twins = ["one", "two"].map((word) => `noor.${word}.${unique("x").slice(-6)}@halden.example`);
  const own = await tenant(
    paperspaceTeam({
      people: [
        as(OTTILIE, { role: "owner" }),
        ...twins.map((email) => ({ firstName, lastName, email })),
        as(IVO, { role: "admin" }),
        as(MEI, { role: "admin" }),
      ],
    }),
  );
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  for (const name of [...twins.map((email) => `${NOOR.name} (${email})`), IVO.name, MEI.name])
    await select(admin, name).check();
  await button(bar(admin), "Change role").click();
  const form = dialog(admin, "Change role");
  await choice(form, "Role").selectOption("Admin");
  await button(form, "Review plan").click();
  for (const email of twins)
    await expect(
      planLines(admin).filter({ hasText: `Make ${NOOR.name} (${email}) an admin of ${own.teamName}` }),
    ).toContainText("Admin");
  const plan = review(admin).getByRole("list", { name: "Plan" });
  await expect(planLines(admin)).toHaveCount(3);
  await expect(review(admin).getByText("2 changes · 2 already so", { exact: true })).toBeVisible();
  const reason = plan.getByText(`${IVO.name} is already an admin`);
  await expect(reason).toBeHidden();
  await plan.getByText("2 already so").click();
  await expect(reason).toBeVisible();
  await expectNoAxeFindings(admin);
  await button(review(admin), "Apply 2 changes").click();
  await expect(admin.getByText("Admin", { exact: true }).first()).toBeVisible();
  await admin.goto("/activity");
  for (const email of twins)
    await expect(table(admin, "Activity")).toContainText(
      `Made ${NOOR.name} (${email}) an admin of ${own.teamName}`,
    );
});

test("an invitation says which organization, which role in it, and how they sign in", async ({
  admin,
  tenant,
}) => {
  const title = unique("Handbook");
  const own = await tenant(
    gitbookOrganization({
      people: [as(OTTILIE, { orgRole: "admin" })],
      teams: [handbook(title, { members: [OTTILIE.email], owners: [] })],
    }),
  );
  await connect(admin, own);
  await admin.goto("/people");
  await button(admin, "Invite people").click();
  const form = dialog(admin, "Invite people");
  await expect(form).toBeVisible();
  const email = `${unique("new").replace(" ", ".")}@elsewhere.example`;
  await box(form, "People").fill(email);
  await form.getByRole("checkbox", { name: new RegExp(`${title}$`) }).check();
  await choice(form, "Organization role").selectOption("Admin");
  await form.getByLabel("Single sign-on").check();
  await button(form, "Check").click();
  await button(form, "Review plan").click();
  await expect(planLines(admin)).toContainText(
    `Invite ${email} to ${own.organizationTitle} as Admin, with single sign-on, and add to ${title} as a member`,
  );
});
