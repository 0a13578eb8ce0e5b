import { as, gitbookOrganization, IVO, MEI, NOOR, OTTILIE, PIA, unique } from "./cast.ts";
import { connect, expect, expectNoAxeFindings, openTeam, test } from "./fixtures.ts";
import { button, choice, dialog, memberIn, teamRoleIn } from "./steps.ts";

/** Ottilie and Ivo administer the organization; Ivo owns the handbook, in which Pia, Noor and Mei are members. */
const docs = () =>
  gitbookOrganization({
    people: [
      as(OTTILIE, { orgRole: "admin" }),
      as(IVO, { orgRole: "admin" }),
      as(PIA, { orgRole: "admin" }),
      as(NOOR, { orgRole: "read" }),
      as(MEI, { orgRole: "read" }),
    ],
    teams: [
      {
        title: unique("Handbook"),
        members: [PIA.email, NOOR.email],
        owners: [OTTILIE.email, IVO.email],
      },
    ],
  });

test("a change of role over people says who stays an admin of the organization, or lowers that too", async ({
  admin: page,
  tenant,
  sandbox,
}) => {
  const own = await tenant(docs());
  await connect(page, own);
  await openTeam(page, own.teamName);
  for (const one of [IVO, PIA]) await page.getByRole("checkbox", { name: `Select ${one.name}` }).check();
  const bar = page.getByRole("toolbar", { name: "Selection" });
  const plan = dialog(page, "Review changes");
  const choose = async () => {
    await button(bar, "Change role").click();
    const form = dialog(page, "Change role");
    await choice(form, "Role").selectOption("Member");
    return form;
  };
  await button(await choose(), "Review plan").click();
  for (const one of [IVO, PIA])
    await expect(plan).toContainText(`${one.name} stays Admin of ${own.organizationTitle}`);
  await button(plan, "Back").click();

  const form = await choose();
  await form.getByRole("checkbox", { name: "Lower their role in the organization too" }).check();
  await choice(form, "Organization role").selectOption("Read");
  await expectNoAxeFindings(page);
  await button(form, "Review plan").click();
  await expect(plan.getByRole("list", { name: "Plan" })).toContainText(own.organizationTitle);
  await expect(plan).not.toContainText("stays Admin");
  await button(plan, "Apply 3 changes").click();
  const orgRole = async (email: string) => (await memberIn(sandbox, own.token, email))?.orgRole;
  for (const one of [IVO, PIA]) await expect.poll(() => orgRole(one.email)).toBe("read");
  expect(await teamRoleIn(sandbox, own, IVO.email)).toBe("member");
});

test("an offboarding takes the organization unless told otherwise, and says before it what stays and what is left by hand", async ({
  admin: page,
  tenant,
}) => {
  const own = await tenant(docs());
  await connect(page, own);
  await openTeam(page, own.teamName);
  await page.goto(`/people?q=${encodeURIComponent(PIA.email)}`);
  await page.getByRole("table", { name: "People" }).getByRole("link", { name: PIA.name }).first().click();
  await button(page, "Offboard").click();
  const choices = dialog(page, `Offboard ${PIA.name}`);
  const organization = choices.getByRole("checkbox", {
    name: `Also remove from the organization ${own.organizationTitle}`,
  });
  await expect(organization).toBeChecked();
  await organization.uncheck();
  await button(choices, "Review plan").click();
  const plan = dialog(page, "Review changes");
  await expect(plan.getByText(`${PIA.name} stays Admin of ${own.organizationTitle}.`).first()).toBeVisible({
    timeout: 30_000,
  });
  const byHand = plan.getByRole("list", { name: "By hand" });
  await expect(byHand).toContainText("Revoke every personal token");
  await expect(byHand).toContainText(`Decide whether ${PIA.name} stays in the organization`);
  await expectNoAxeFindings(page);
});
