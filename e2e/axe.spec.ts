import type { Locator } from "@playwright/test";
import { gitbookOrganization, NOOR, paperspaceTeam, unique, uniqueSecret } from "./cast.ts";
import {
  connect,
  connectByForm,
  expect,
  expectNoAxeFindings,
  expectNoSidewaysScroll,
  openOrganization,
  openTeam,
  signIn,
  test,
} from "./fixtures.ts";
import { alertWith, box, button, dialog, openTeamId, roleOf, rowOf } from "./steps.ts";

for (const width of [1280, 390]) {
  test.describe(`${width} px`, () => {
    test.use({ viewport: { width, height: 800 } });

    test("pages", async ({ admin, tenant }) => {
      test.setTimeout(240_000);
      const compute = await tenant({ vendor: "paperspace", members: 30, secrets: 8 });
      const docs = await tenant({ vendor: "gitbook", members: 12, teams: 2 });
      await connect(admin, compute);
      await connect(admin, docs);
      await openTeam(admin, compute.teamName);
      const teamId = openTeamId(admin);
      await openOrganization(admin, docs.organizationTitle);
      const organizationId = openTeamId(admin);
      const pages = [
        ["/", "Overview"],
        ["/teams", "Teams"],
        [`/teams/${teamId}/members`, compute.teamName],
        [`/teams/${teamId}/members?q=nobody+of+this+name`, compute.teamName],
        [`/teams/${teamId}/secrets`, compute.teamName],
        [`/teams/${organizationId}/members`, docs.organizationTitle],
        ["/secrets", "Secrets"],
        ["/people", "People"],
        ["/activity", "Activity"],
        ["/activity/batches", "Batches"],
        ["/activity/coming-up", "Coming up"],
        ["/reviews", "Reviews"],
        ["/settings/connections", "Connections"],
        ["/settings/policies", "Policies"],
        ["/settings/notices", "Notices"],
        ["/settings/webhooks", "Webhooks"],
        ["/settings/tokens", "API tokens"],
        ["/help/reference", "API reference"],
        ["/plans/no-such-plan", "Plan"],
        ["/settings/users", "Users"],
        ["/settings/audit", "Audit log"],
        ["/settings/profile", "Profile"],
        ["/no-such-page", "There is nothing here"],
      ] as const;
      for (const [route, heading] of pages) {
        await admin.goto(route);
        await expect(admin.getByRole("heading", { level: 1, name: heading })).toHaveCount(1);
        await expect(admin).toHaveTitle(/Rollcall/);
        await test.step(route.replaceAll(/[0-9A-Za-z_-]{16,}/g, "…"), () => expectNoAxeFindings(admin));
        await expectNoSidewaysScroll(admin);
      }
    });

    test("dialogs and refusals", async ({ admin, sandbox, tenant }) => {
      test.setTimeout(240_000);
      const [title, secret] = [unique("Handbook"), uniqueSecret("AXE")];
      const compute = await tenant(paperspaceTeam({ secrets: [{ name: secret, inUse: true }] }));
      const docs = await tenant(gitbookOrganization({ teams: [{ title, members: [NOOR.email] }] }));
      const label = await connectByForm(admin, compute);
      await connectByForm(admin, docs);
      const check = async (what: Locator) => {
        await expect(what).toBeVisible();
        await expectNoAxeFindings(admin);
        await expectNoSidewaysScroll(admin);
        await admin.keyboard.press("Escape");
        await expect(what).toBeHidden();
      };

      await button(admin, "Add connection").click();
      const add = dialog(admin, "Add connection");
      await box(add, "API token").fill("wrong-token");
      await button(add, "Check token").click();
      await expect(alertWith(add, "refused this token")).toBeVisible();
      await check(add);
      await button(admin, `Replace token of ${label}`).click();
      await check(dialog(admin, `Replace token of ${label}`));
      await button(admin, `Delete ${label}`).click();
      await check(dialog(admin, `Delete ${label}?`));

      await openTeam(admin, compute.teamName);
      await button(admin, `Remove ${NOOR.name}`).click();
      await expect(dialog(admin, `Remove ${NOOR.name}?`)).toContainText("keep working");
      await check(dialog(admin, `Remove ${NOOR.name}?`));
      await button(admin, "Invite").click();
      await check(dialog(admin, /^Invite/));
      await button(admin, `Details of ${NOOR.name}`).click();
      await check(admin.getByRole("region", { name: `Details of ${NOOR.name}` }));
      await admin.getByRole("checkbox", { name: `Select ${NOOR.name}` }).check();
      await expect(admin.getByRole("toolbar", { name: "Selection" })).toBeVisible();
      await expectNoAxeFindings(admin);
      await button(admin, "Clear").click();
      const refuse = {
        route: "PUT /teams/:id/users/:userId",
        status: 403,
        body: JSON.stringify({ code: "FORBIDDEN", message: "Not on this plan" }),
      };
      await sandbox.setFaults(compute.token, [refuse]);
      await roleOf(admin, NOOR.name).selectOption("Admin");
      await check(alertWith(admin, "Not on this plan"));

      await openTeam(admin, compute.teamName, "Secrets");
      await button(admin, "New secret").click();
      const create = dialog(admin, "New secret");
      await button(create, "Create secret").click();
      await expect(box(create, "Name")).toHaveAttribute("aria-invalid", "true");
      await check(create);
      await button(admin, `Rotate ${secret}`).click();
      await check(dialog(admin, `Rotate ${secret}`));
      await button(admin, `Delete ${secret}`).click();
      await check(dialog(admin, `Delete ${secret}?`));

      await openTeam(admin, title);
      await button(admin, "Add members").click();
      const members = dialog(admin, /^Add members/);
      await box(members, "Emails or user IDs").fill("somebody@outside.example\nnot an address@");
      await button(members, "Add").click();
      await expect(members.getByRole("listitem")).toHaveCount(2);
      await check(members);

      await admin.goto(`/teams?q=${encodeURIComponent(title)}`);
      await expect(rowOf(admin, "Teams", title)).toBeVisible();
      await button(admin, "New team").click();
      await check(dialog(admin, "New team"));
      await button(admin, `Delete ${title}`).click();
      await check(dialog(admin, `Delete ${title}?`));
      await button(admin, `Rename ${title}`).click();
      await check(box(admin, `Title of ${title}`));

      await admin.goto("/settings/users");
      await button(admin, "Invite user").click();
      await check(dialog(admin, "Invite user"));
      await admin.keyboard.press("?");
      await check(dialog(admin, "Keyboard shortcuts"));
      await admin.keyboard.press("Control+k");
      await check(dialog(admin, "Search or jump to…"));
      await button(admin, "Account").click();
      await check(admin.getByRole("group", { name: "Account" }));
    });

    test("signing in", async ({ page }) => {
      await page.goto("/sign-in");
      await expectNoAxeFindings(page);
      await button(page, "Sign in").click();
      await expect(page.getByLabel("Email")).toHaveAttribute("aria-invalid", "true");
      await expectNoAxeFindings(page);
      await page.goto("/join/no-such-link");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      await expectNoAxeFindings(page);
      await signIn(page);
      await expectNoAxeFindings(page);
    });
  });
}
