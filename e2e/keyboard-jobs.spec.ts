import { randomBytes } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import {
  as,
  gitbookOrganization,
  OTTILIE,
  paperspaceTeam,
  type Someone,
  unique,
  uniqueSecret,
} from "./cast.ts";
import { connect, expect, openOrganization, openTeam, test } from "./fixtures.ts";
import { newAccount } from "./people-of-rollcall.ts";
import {
  box,
  button,
  choice,
  dialog,
  memberIn,
  roleOf,
  rowOf,
  secretIn,
  table,
  teamRoleIn,
  toast,
} from "./steps.ts";

/** More presses than this for one step are no way but a search. */
const MOST_AT_ONCE = 25;

/**
 * Somebody without a mouse: every key that is pressed counts, letters of typed words do not. `to` presses a key until the
 * focus is where it is wanted, which has to be in sight and to look focused.
 */
function hands(page: Page) {
  let presses = 0;
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      presses++;
      await page.keyboard.press(key);
    }
  };
  const expectAt = async (target: Locator) => {
    await expect(target).toBeFocused();
    await expect(target).toBeInViewport();
    expect(await target.evaluate((element) => element.matches(":focus-visible")), "looks focused").toBe(true);
  };
  return {
    press,
    expectAt,
    type: (words: string) => page.keyboard.type(words),
    to: async (key: string, target: Locator) => {
      await expect(target).toBeAttached();
      for (let tries = 0; tries < MOST_AT_ONCE; tries++) {
        await press(key);
        if (await target.evaluate((element) => element === document.activeElement)) return expectAt(target);
      }
      throw new Error(`${MOST_AT_ONCE} times ${key} do not lead to ${target}`);
    },
    /** By the palette: what is typed, and the first that is found. */
    jump: async (words: string, option: string | RegExp) => {
      await press("Control+k");
      await page.keyboard.type(words);
      const found = dialog(page, "Search or jump to…").getByRole("option", { selected: true });
      await expect(found).toContainText(option);
      await press("Enter");
      await expect(dialog(page, "Search or jump to…")).toHaveCount(0);
    },
    /** All presses since the last time. */
    expectAtMost: (most: number) => {
      expect(presses, "keys pressed").toBeLessThanOrEqual(most);
      presses = 0;
    },
  };
}

/** Somebody whom no other test knows. */
function newcomer(firstName: string, lastName = `Keys${randomBytes(3).toString("hex")}`): Someone {
  const email = `${firstName}.${lastName}@halden.example`.toLowerCase();
  return { firstName, lastName, name: `${firstName} ${lastName}`, email };
}
const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name });
const review = (page: Page) => dialog(page, "Review changes");
const mainOf = (page: Page) => page.getByRole("main");
/** The focus is in the page: on a part of it, or where it begins. */
const expectInPage = async (page: Page) => {
  const inPage = mainOf(page)
    .locator(":focus")
    .or(mainOf(page).and(page.locator(":focus")));
  await expect(inPage).toHaveCount(1);
};

test("by keyboard: idle admins are made members everywhere", async ({ admin: page, sandbox, tenant }) => {
  const family = newcomer("Nobody").lastName;
  const [ada, bo, now] = ["Ada", "Bo", "Now"].map((first) => newcomer(first, family));
  if (!ada || !bo || !now) throw new Error("nobody");
  const idle = { role: "admin", lastActiveAt: "2026-01-05T09:00:00.000Z" } as const;
  const own = await tenant(
    paperspaceTeam({
      people: [
        as(OTTILIE, { role: "owner" }),
        ...[as(ada, idle), as(bo, idle)],
        as(now, { role: "admin", lastActiveAt: new Date().toISOString() }),
      ],
    }),
  );
  await connect(page, own);
  await openTeam(page, own.teamName);
  await expect(rowOf(page, "Members", ada.name)).toBeVisible();
  await page.goto("/");
  const keys = hands(page);
  await keys.jump("idle admins", "Idle admins");
  await expect(heading(page, "People")).toBeVisible();
  await expect(mainOf(page)).toBeFocused();
  await keys.press("/");
  await keys.type(family);
  // The view may have had two people before, too.
  await expect(page).toHaveURL(new RegExp(`q=${family}`));
  await expect(page.getByText("2 people")).toBeVisible();
  await keys.press("ArrowDown");
  await keys.expectAt(table(page, "People").getByRole("row").nth(1));
  await keys.press("ArrowUp", "ArrowRight");
  await keys.expectAt(page.getByRole("checkbox", { name: "Select all rows" }));
  await keys.press("Space");
  const bar = page.getByRole("toolbar", { name: "Selection" });
  await expect(bar).toContainText("2 selected");
  await keys.to("Tab", button(bar, "Make member"));
  await keys.press("Enter");
  await expect(review(page).getByRole("list", { name: "Plan" })).toContainText(ada.name);
  await keys.to("Tab", button(review(page), "Apply 2 changes"));
  await keys.press("Enter");
  await expect(review(page)).toHaveCount(0);
  for (const one of [ada, bo])
    await expect.poll(async () => (await memberIn(sandbox, own.token, one.email))?.role).toBe("member");
  expect((await memberIn(sandbox, own.token, now.email))?.role).toBe("admin");
  // They are idle admins no more: the list is empty, and the keyboard is in it.
  await expect(page.getByRole("heading", { name: "Nobody matches" })).toBeVisible();
  await expect(mainOf(page).locator(":focus")).toHaveCount(1);
  keys.expectAtMost(20);
});

test("by keyboard: somebody is offboarded, their team handed over, a task ticked off", async ({
  admin: page,
  sandbox,
  tenant,
}) => {
  const [dana, hana] = [newcomer("Dana"), newcomer("Hana")];
  const own = await tenant(
    gitbookOrganization({
      people: [
        as(OTTILIE, { orgRole: "admin" }),
        as(dana, { orgRole: "edit" }),
        as(hana, { orgRole: "edit" }),
      ],
      teams: [{ title: unique("Handbook"), members: [dana.email, hana.email], owners: [dana.email] }],
    }),
  );
  await connect(page, own);
  await openTeam(page, own.teamName);
  await expect(rowOf(page, "Members", dana.name)).toBeVisible();
  await page.goto("/");
  const keys = hands(page);
  await keys.jump(`offboard ${dana.lastName}`, `Offboard ${dana.name}`);
  const form = dialog(page, `Offboard ${dana.name}`);
  const heir = choice(form, `Hand over ${own.teamName} to`);
  await keys.expectAt(heir);
  await keys.type("Hana");
  await expect(heir.getByRole("option", { selected: true })).toHaveText(hana.name);
  await keys.to("Tab", button(form, "Review plan"));
  await keys.press("Enter");
  const apply = review(page).getByRole("button", { name: /^Apply 3 changes/ });
  await expect(apply).toBeVisible({ timeout: 60_000 });
  await keys.to("Tab", apply);
  await keys.press("Enter");
  await expect(heading(page, `Offboarding of ${dana.name}`)).toBeVisible();
  await expect(page.getByText(/^Gone from all 2/)).toBeVisible({ timeout: 30_000 });
  expect(await teamRoleIn(sandbox, own, hana.email)).toBe("owner");
  expect(await memberIn(sandbox, own.token, dana.email)).toBeUndefined();
  const task = page.getByRole("checkbox").first();
  await keys.to("Tab", task);
  await keys.press("Space");
  await expect(task).toBeChecked();
  await expect(task).toBeFocused();
  keys.expectAtMost(25);
});

test("by keyboard: a person is found and opened, a change of theirs is undone from Activity, a secret is rotated and its page read", async ({
  admin: page,
  sandbox,
  tenant,
}) => {
  const noor = newcomer("Noor");
  const secret = uniqueSecret("KEYS");
  const own = await tenant(
    paperspaceTeam({
      people: [as(OTTILIE, { role: "owner" }), as(noor)],
      secrets: [{ name: secret, createdAt: "2025-01-01T00:00:00.000Z" }],
    }),
  );
  await connect(page, own);
  await openTeam(page, own.teamName, "Secrets");
  await expect(rowOf(page, "Secrets", secret)).toBeVisible();
  await page.goto("/");
  const keys = hands(page);

  await keys.jump(noor.lastName, noor.name);
  await expect(heading(page, noor.name)).toBeVisible();
  await expect(mainOf(page)).toBeFocused();
  keys.expectAtMost(2);
  await keys.to("Tab", roleOf(page, own.teamName));
  await keys.type("Admin");
  await expect(toast(page, `${noor.name} is now an admin of ${own.teamName}`)).toBeVisible();
  keys.expectAtMost(15);

  await keys.jump("activity", "Activity");
  await expect(heading(page, "Activity")).toBeVisible();
  await keys.press("/");
  await keys.type(`made ${noor.lastName}`);
  const what = `Made ${noor.name} an admin of ${own.teamName}`;
  const entry = table(page, "Activity").getByRole("row").filter({ hasText: what });
  await expect(table(page, "Activity").getByRole("row")).toHaveCount(2);
  await keys.press("ArrowDown");
  await keys.expectAt(entry);
  await keys.to("ArrowRight", button(page, `Undo ${what}`));
  await keys.press("Enter");
  await keys.to("Tab", button(review(page), "Apply 1 change"));
  await keys.press("Enter");
  await expect(toast(page, `${noor.name} is now a member of ${own.teamName}`)).toBeVisible();
  await expect(table(page, "Activity").locator(":focus")).toHaveCount(1);
  expect((await memberIn(sandbox, own.token, noor.email))?.role).toBe("member");
  keys.expectAtMost(20);

  await keys.jump(`rotate ${secret}`, `Rotate ${secret}`);
  const form = dialog(page, `Rotate ${secret}`);
  await keys.expectAt(box(form, "New value"));
  await keys.to("Tab", button(form, "Generate"));
  await keys.press("Enter");
  await keys.to("Tab", button(form, "Rotate secret"));
  await keys.press("Enter");
  await expect(form).toHaveCount(0);
  await expect(toast(page, `${secret}`)).toBeVisible();
  expect((await secretIn(sandbox, own.token, secret))?.value?.length).toBe(32);
  keys.expectAtMost(12);
  // Who changed it, and where: it is the page one is on, and the keyboard with it.
  await expect(heading(page, secret)).toBeVisible();
  await expectInPage(page);
  await expect(table(page, "History").getByRole("row").nth(1)).toContainText("Done");
  const batch = table(page, "History").getByRole("link").first();
  await keys.to("Tab", batch);
  keys.expectAtMost(15);
});

test("by keyboard: the admins of an organization, people added to a team and taken out again", async ({
  admin: page,
  sandbox,
  tenant,
}) => {
  const [ivo, mei, kai] = [newcomer("Ivo"), newcomer("Mei"), newcomer("Kai")];
  const own = await tenant(
    gitbookOrganization({
      people: [
        as(OTTILIE, { orgRole: "admin" }),
        as(ivo, { orgRole: "admin" }),
        ...[as(mei, { orgRole: "read" }), as(kai, { orgRole: "read" })],
      ],
      teams: [{ title: unique("Handbook"), members: [ivo.email, kai.email], owners: [ivo.email] }],
    }),
  );
  await connect(page, own);
  await openTeam(page, own.teamName);
  await openOrganization(page, own.organizationTitle);
  await expect(rowOf(page, "Members", mei.name)).toBeVisible();
  await page.goto("/");
  const keys = hands(page);
  await keys.jump(own.organizationTitle, own.organizationTitle);
  await expect(heading(page, own.organizationTitle)).toBeVisible();
  await keys.press("/");
  await keys.to("Tab", choice(page, "Filter by role"));
  await keys.type("Admin");
  await expect(table(page, "Members").getByRole("row")).toHaveCount(3);
  await expect(rowOf(page, "Members", ivo.name)).toBeVisible();
  keys.expectAtMost(6);

  await keys.jump(own.teamName, own.teamName);
  await expect(heading(page, own.teamName)).toBeVisible();
  await keys.to("Tab", button(page, "Add members"));
  await keys.press("Enter");
  const form = dialog(page, "Add members");
  await keys.expectAt(box(form, "Emails or user IDs"));
  await keys.type(mei.email);
  await keys.to("Tab", button(form, "Add"));
  await keys.press("Enter");
  await expect(form).toHaveCount(0);
  await keys.expectAt(button(page, "Add members"));
  await expect(rowOf(page, "Members", mei.name)).toBeVisible();
  expect(await teamRoleIn(sandbox, own, mei.email)).toBe("member");
  keys.expectAtMost(20);

  await keys.press("/");
  await keys.type(mei.lastName);
  await expect(table(page, "Members").getByRole("row")).toHaveCount(2);
  await keys.press("Escape");
  await expect(table(page, "Members").getByRole("row")).toHaveCount(4);
  await keys.press("ArrowDown");
  const first = table(page, "Members").getByRole("row").nth(1);
  await keys.expectAt(first);
  const row = rowOf(page, "Members", kai.name);
  while (!(await row.evaluate((element) => element === document.activeElement)))
    await keys.press("ArrowDown");
  await keys.to("ArrowRight", button(page, `Remove ${kai.name}`));
  await keys.press("Enter");
  await keys.to("Tab", button(dialog(page, `Remove ${kai.name}?`), "Remove member"));
  await keys.press("Enter");
  await expect(row).toHaveCount(0);
  await expect.poll(() => teamRoleIn(sandbox, own, kai.email)).toBeUndefined();
  // The row is gone: the keyboard is in the one beside it.
  await expect(table(page, "Members").getByRole("row").and(page.locator(":focus"))).toHaveCount(1);
  keys.expectAtMost(20);
});

test("by keyboard: a colleague is invited to one team of Rollcall", async ({ admin: page, tenant }) => {
  const own = await tenant(paperspaceTeam());
  await connect(page, own);
  await openTeam(page, own.teamName);
  await page.goto("/");
  const keys = hands(page);
  const account = newAccount();
  await keys.jump("invite user", "Invite user");
  const form = dialog(page, "Invite user");
  await keys.expectAt(box(form, "Email"));
  await keys.type(account.email);
  await keys.press("Tab");
  await keys.type("Operator");
  await keys.to("Tab", button(form, "Limit to…"));
  await keys.press("Enter");
  await keys.expectAt(button(form, "No limit"));
  // A dozen connections are a short way; of more, one is searched for.
  const find = form.getByRole("searchbox", { name: "Find a connection or a team" });
  await expect(form.getByRole("checkbox").first()).toBeVisible();
  if ((await find.count()) > 0) {
    await keys.to("Tab", find);
    await keys.type(own.teamName);
  }
  const all = form.getByRole("checkbox", { name: `All of ${own.teamName}` });
  await keys.to("Tab", all);
  await keys.press("Space");
  await expect(all).toBeChecked();
  await keys.to("Tab", button(form, "Create invite link"));
  await keys.press("Enter");
  const made = dialog(page, "Invite link");
  await expect(made).toContainText(`joins as Operator, limited to ${own.teamName}`);
  await keys.expectAt(box(made, "Invite link"));
  await keys.to("Tab", button(made, "Done"));
  await keys.press("Enter");
  await expect(made).toHaveCount(0);
  await expect(rowOf(page, "Users", account.email)).toContainText(`Limited to ${own.teamName}`);
  await expectInPage(page);
  keys.expectAtMost(25);
});

test("by keyboard: what failed of a batch is tried again, and the whole is undone", async ({
  admin: page,
  sandbox,
  tenant,
}) => {
  const crew = ["Ann", "Ben", "Cid", "Dee", "Eve"].map((first) => newcomer(first));
  const own = await tenant(
    paperspaceTeam({
      people: [
        as(OTTILIE, { role: "owner" }),
        ...crew.map((one, at) => as(one, at > 2 ? { role: "admin" } : {})),
      ],
    }),
  );
  await connect(page, own);
  await openTeam(page, own.teamName);
  await expect(rowOf(page, "Members", crew[0]?.name ?? "")).toBeVisible();
  await page.goto("/");
  const keys = hands(page);
  await sandbox.setFaults(own.token, [
    {
      route: "PUT /teams/:id/users/:userId",
      status: 422,
      body: JSON.stringify({ code: "BAD_REQUEST", message: "Not today" }),
      times: 1,
    },
  ]);
  await keys.jump(own.teamName, own.teamName);
  await expect(heading(page, own.teamName)).toBeVisible();
  await keys.press("/", "ArrowDown", "ArrowUp", "ArrowRight", "Space");
  const bar = page.getByRole("toolbar", { name: "Selection" });
  await expect(bar).toContainText("6 selected");
  await keys.to("Tab", button(bar, "Change role"));
  await keys.press("Enter");
  const form = dialog(page, "Change role");
  await keys.expectAt(choice(form, "Role"));
  await keys.type("Admin");
  await keys.to("Tab", button(form, "Review plan"));
  await keys.press("Enter");
  await keys.to("Tab", button(review(page), "Apply 3 changes"));
  await keys.press("Enter");
  await expect(heading(page, `Change the role of`)).toBeVisible();
  await expect(page.getByText("1 failed")).toBeVisible();
  await expect(mainOf(page)).toBeFocused();
  keys.expectAtMost(25);
  // Two were admins before: they are said in one line, and seen where that is pressed.
  await expect(table(page, "Changes").getByRole("row")).toHaveCount(4);
  await keys.to("Tab", button(page, "2 were already so"));
  await keys.press("Enter");
  await expect(table(page, "Changes").getByRole("row")).toHaveCount(3);
  await expect(table(page, "Changes")).toContainText(crew[4]?.name ?? "");
  await keys.to("Shift+Tab", button(page, "Retry failed"));
  await keys.press("Enter");
  await expect(toast(page, "1 change is tried again")).toBeVisible();
  await expect(page.getByText("3 done")).toBeVisible();
  expect((await memberIn(sandbox, own.token, crew[0]?.email ?? ""))?.role).toBe("admin");
  await expectInPage(page);
  keys.expectAtMost(20);

  await keys.to("Shift+Tab", button(page, "Undo"));
  await keys.press("Enter");
  await keys.to("Tab", button(review(page), "Apply 3 changes"));
  await keys.press("Enter");
  for (const one of crew.slice(0, 3))
    await expect.poll(async () => (await memberIn(sandbox, own.token, one.email))?.role).toBe("member");
  keys.expectAtMost(25);
});
