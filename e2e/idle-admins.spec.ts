import { randomBytes } from "node:crypto";
import { as, gitbookOrganization, OTTILIE, paperspaceTeam, unique } from "./cast.ts";
import { connect, expect, expectNoAxeFindings, openTeam, test } from "./fixtures.ts";
import { button, choice, dialog, memberIn, rowOf, table, teamRoleIn } from "./steps.ts";

test("admins who were idle for 90 days are members everywhere after five clicks, and the plan says who stays", async ({
  admin: page,
  tenant,
  sandbox,
}) => {
  const family = `Idle${randomBytes(3).toString("hex")}`;
  const someone = (firstName: string) => ({
    ...{ firstName, lastName: family, name: `${firstName} ${family}` },
    email: `${firstName}.${family}@halden.example`.toLowerCase(),
  });
  const [ada, bo, cy, di, em] = ["Ada", "Bo", "Cy", "Di", "Em"].map(someone);
  if (!ada || !bo || !cy || !di || !em) throw new Error("nobody");
  const idle = { lastActiveAt: "2026-01-05T09:00:00.000Z" };
  const now = { lastActiveAt: new Date().toISOString() };
  const compute = await tenant(
    paperspaceTeam({
      people: [
        as(OTTILIE, { role: "owner", ...now }),
        as(ada, { role: "admin", ...idle }),
        as(bo, { role: "admin", ...idle }),
        as(em, { role: "admin", ...now }),
      ],
    }),
  );
  const title = unique("Handbook");
  const docs = await tenant(
    gitbookOrganization({
      people: [
        as(OTTILIE, { orgRole: "admin", ...now }),
        as(ada, { orgRole: "admin", ...idle }),
        as(cy, { orgRole: "edit", ...idle }),
        as(di, { orgRole: "admin", ...idle }),
      ],
      // Di's token opens it: Rollcall cannot do without her.
      tokenUser: di.email,
      teams: [{ title, members: [ada.email], owners: [cy.email, OTTILIE.email] }],
    }),
  );
  await connect(page, compute);
  await connect(page, docs);
  await openTeam(page, compute.teamName);
  await openTeam(page, title);
  await expect(rowOf(page, "Members", cy.name)).toBeVisible();

  await page.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Idle admins" }).click();
  await expect(choice(page, "Filter by activity")).toHaveValue("90");
  // Other tests have idle admins of their own.
  await page.getByRole("searchbox", { name: "Search people" }).fill(family);
  await expect(page.getByText("4 people")).toBeVisible();
  await expect(rowOf(page, "People", em.name)).toHaveCount(0);
  await page.getByRole("checkbox", { name: "Select all rows" }).check();
  const bar = page.getByRole("toolbar", { name: "Selection" });
  await expect(bar).toContainText("4 selected");
  await button(bar, "Make member").click();
  const review = dialog(page, "Review changes");
  const line = (words: string) =>
    review.getByRole("list", { name: "Plan" }).getByRole("listitem").filter({ hasText: words });
  await expect(
    line(`Give ${di.name} the role Read in the organization ${docs.organizationTitle}`),
  ).toContainText(`Stays Admin. Rollcall works with ${di.name}'s token`);
  await expectNoAxeFindings(page);
  // Two in the Paperspace team, one in the GitBook team, one in the organization.
  await button(review, "Apply 4 changes").click();

  const orgRole = async (email: string) => (await memberIn(sandbox, docs.token, email))?.orgRole;
  for (const one of [ada, bo])
    await expect.poll(async () => (await memberIn(sandbox, compute.token, one.email))?.role).toBe("member");
  await expect.poll(() => teamRoleIn(sandbox, docs, cy.email)).toBe("member");
  await expect.poll(() => orgRole(ada.email)).toBe("read");
  // What nobody asked to change is as it was.
  expect(await orgRole(cy.email)).toBe("edit");
  expect(await orgRole(di.email)).toBe("admin");
  expect((await memberIn(sandbox, compute.token, em.email))?.role).toBe("admin");
  await page.goto(`/people?role=managing&inactive=90&q=${family}`);
  await expect(table(page, "People").getByRole("row")).toHaveCount(2);
  await expect(rowOf(page, "People", di.name)).toBeVisible();
});
