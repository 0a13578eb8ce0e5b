import { expect, test } from "./fixtures.ts";
import { button } from "./steps.ts";

test("a page that takes its time shows its columns first; what is not there is a 404 all the same", async ({
  admin,
}) => {
  await admin.goto("/settings/users");
  await expect(button(admin, "Invite user")).toBeVisible();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  await admin.route("**/people?*", async (route) => {
    await held;
    await route.continue();
  });
  await admin.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "People" }).click();
  const main = admin.getByRole("main");
  await expect(main).toHaveAttribute("aria-busy", "true");
  await expect(admin.getByText("Top role")).toBeVisible();
  await expect(button(admin, "Invite user")).toBeHidden();
  // It is for the eye: nothing in it is a heading or a table to a screen reader.
  await expect(admin.getByRole("heading", { level: 1 })).toHaveCount(0);
  release();
  await expect(admin.getByRole("heading", { level: 1, name: "People" })).toBeVisible();
  await expect(main).not.toHaveAttribute("aria-busy");
  await expect(admin.getByText("Top role")).toHaveCount(1);

  for (const gone of ["/teams/none/members", "/people/none", "/activity/batches/none", "/settings/none"])
    expect([gone, (await admin.goto(gone))?.status()]).toEqual([gone, 404]);
});
