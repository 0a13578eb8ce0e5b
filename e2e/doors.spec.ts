import { as, gitbookOrganization, NOOR, OTTILIE, unique } from "./cast.ts";
import { connectByForm, expect, expectNoAxeFindings, test } from "./fixtures.ts";
import { button, dialog, table } from "./steps.ts";

test("an organization's page says who can come in, and deletes an invite link", async ({
  admin: page,
  tenant,
  sandbox,
}) => {
  const docs = await tenant(
    gitbookOrganization({
      people: [as(OTTILIE, { orgRole: "admin" }), as(NOOR, { orgRole: "edit" })],
      teams: [{ title: unique("Handbook"), members: [NOOR.email], owners: [] }],
      inviteLinks: [
        { id: "LinkOfWriters", role: "edit" },
        { id: "LinkOfReaders", role: "read" },
      ],
      settings: { emailDomains: ["halden.example"] },
    }),
  );
  await connectByForm(page, docs);
  await page.goto("/settings/connections");
  await table(page, "Connections").getByRole("link", { name: docs.organizationTitle }).click();
  const doors = page.getByRole("region", { name: "Who can come in" });
  await expect(doors).toContainText("Single sign-on is not enforced");
  await expect(doors).toContainText("Anybody at halden.example may join");
  await button(doors, "2 open invite links").click();
  await button(dialog(page, "Invite links"), "Delete invite link LinkOfWriters as edit").click();
  await button(dialog(page, "Review changes"), "Apply 1 change").click();
  await expect(button(doors, "1 open invite link")).toBeVisible();
  expect((await sandbox.state(docs.token)).organizations[0]?.inviteLinks).toEqual(["LinkOfReaders"]);
  await expectNoAxeFindings(page);

  await page.goto(`/people?q=${encodeURIComponent(NOOR.email)}`);
  await table(page, "People").getByRole("link", { name: NOOR.name }).first().click();
  const back = page.getByRole("region", { name: "Ways back in" });
  await expect(back).toContainText(`can join ${docs.organizationTitle} by themselves`);
  await expect(back).toContainText(`${docs.organizationTitle} has an open invite link`);
  await expect(page.getByRole("region", { name: `Spaces in ${docs.organizationTitle}` })).toBeVisible();
});
