import type { Locator, Page } from "@playwright/test";
import { NOOR, paperspaceTeam } from "./cast.ts";
import { connect, expect, expectNoAxeFindings, openTeam, test } from "./fixtures.ts";
import { button, dialog, memberIn, roleOf, table, toast } from "./steps.ts";

/** Presses a key until something has the focus, as somebody without a mouse does. */
async function pressUntil(page: Page, key: string, reached: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press(key);
    if (await reached.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`${key} does not lead there`);
}

test("a change of a moment ago is undone from Activity in two presses, by keyboard alone", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await roleOf(admin, NOOR.name).selectOption("Admin");
  await expect(toast(admin, `${NOOR.name} is now an admin of ${own.teamName}`)).toBeVisible();

  await admin.goto(`/activity?q=${encodeURIComponent(own.teamName)}`);
  const what = `Made ${NOOR.name} an admin of ${own.teamName}`;
  const undo = button(admin, `Undo ${what}`);
  const row = table(admin, "Activity").getByRole("row").filter({ hasText: what });
  await expect(row).toHaveCount(1);
  await expect(row.getByRole("link", { name: NOOR.name, exact: true })).toHaveAttribute(
    "href",
    /^\/people\//,
  );
  await expect(row.getByRole("link", { name: `Batch of ${what}` })).toHaveAttribute(
    "href",
    /^\/activity\/batches\//,
  );
  await expect(row.getByRole("time").first()).toHaveAttribute("title", /UTC$/);
  // The newest of them: Tab enters the table there.
  await pressUntil(admin, "Tab", row);
  await pressUntil(admin, "ArrowRight", undo);
  await admin.keyboard.press("Enter");
  const review = dialog(admin, "Review changes");
  await expect(review.getByRole("list", { name: "Plan" })).toContainText(
    `Make ${NOOR.name} a member of ${own.teamName}`,
  );
  await expectNoAxeFindings(admin);
  await pressUntil(admin, "Tab", button(review, "Apply 1 change"));
  await admin.keyboard.press("Enter");
  await expect(toast(admin, `${NOOR.name} is now a member of ${own.teamName}`)).toBeVisible();
  expect((await memberIn(sandbox, own.token, NOOR.email))?.role).toBe("member");

  await expect(undo).toHaveCount(0);
  await expect(button(admin, `Undo Made ${NOOR.name} a member of ${own.teamName}`)).toBeVisible();
  await button(admin, `Details of ${what}`).click();
  const details = admin.getByRole("region", { name: `Details of ${what}` });
  await expect(details).toContainText("It was undone already");
  await expectNoAxeFindings(admin);
});
