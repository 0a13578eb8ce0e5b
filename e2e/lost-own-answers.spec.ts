import { paperspaceTeam, unique } from "./cast.ts";
import { connectByForm, expect, openTeam, test } from "./fixtures.ts";
import { anyAction, loseAnswers } from "./lost-answer.ts";
import { box, button, choice, dialog, rowOf, table } from "./steps.ts";

// The same for forms that change Rollcall itself: sent again by itself, each is one effect, and says how it is.

test("invite user: one invite, with a link that is shown", async ({ admin }) => {
  const email = `${unique("guest").replaceAll(" ", "-")}@halden.example`;
  await admin.goto("/settings/users");
  await button(admin, "Invite user").click();
  const form = dialog(admin, "Invite user");
  await box(form, "Email").fill(email);
  await choice(form, "Role").selectOption("Operator");
  const losing = await loseAnswers(admin, { which: anyAction, inPlace: "bad gateway" });
  await button(form, "Create invite link").click();
  await expect(box(admin, "Invite link")).toHaveValue(/\/join\//, { timeout: 10_000 });
  expect(losing.lost()).toBe(1);
  await admin.goto("/settings/users");
  await expect(admin.getByRole("row").filter({ hasText: email })).toHaveCount(1);
});

test("a new connection: saved once, and said to be saved", async ({ admin, tenant }) => {
  const own = await tenant(paperspaceTeam());
  await loseAnswers(admin, { which: (request) => request.postData()?.includes('"targetId"') === true });
  await connectByForm(admin, own);
  await expect(rowOf(admin, "Connections", own.teamName)).toHaveCount(1);
  await openTeam(admin, own.teamName);
});

test("a webhook and a policy: one of each, the signing secret shown", async ({ admin }) => {
  const label = unique("Hook");
  await admin.goto("/settings/webhooks");
  await button(admin, "Add webhook").click();
  const form = dialog(admin, "Add webhook");
  await box(form, "URL").fill("https://hooks.halden.invalid/lost");
  await box(form, "Label").fill(label);
  const losing = await loseAnswers(admin, { which: anyAction, times: 1 });
  await button(form, "Add webhook").click();
  await expect(box(admin, "Signing secret")).not.toHaveValue("", { timeout: 10_000 });
  expect(losing.lost()).toBe(1);
  await admin.goto("/settings/webhooks");
  await expect(rowOf(admin, "Webhooks", label)).toHaveCount(1);
  await button(admin, `Delete ${label}`).click();
  await button(dialog(admin, `Delete ${label}?`), "Delete webhook").click();
  await expect(rowOf(admin, "Webhooks", label)).toHaveCount(0);

  const pattern = `${unique("lost").replaceAll(" ", "_")}_*`;
  await admin.goto("/settings/policies");
  await button(admin, "New policy").click();
  const policy = dialog(admin, "New policy");
  await box(policy, "Names").fill(pattern);
  const again = await loseAnswers(admin, { which: anyAction, inPlace: "a page" });
  await button(policy, "Add policy").click();
  await expect(policy).toBeHidden({ timeout: 10_000 });
  expect(again.lost()).toBe(1);
  await expect(table(admin, "Policies").getByRole("row").filter({ hasText: pattern })).toHaveCount(1);
});
