import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type MailServer, startMailServer } from "#lib/store/outbox/mail-server.testing.ts";
import { NOOR, paperspaceTeam } from "./cast.ts";
import { ADMIN, connect, expect, expectNoAxeFindings, openTeam, signIn, test } from "./fixtures.ts";
import { inviteLink, joinBy, newAccount } from "./people-of-rollcall.ts";
import { alertWith, box, button, choice, dialog, roleOf, rowOf, toast } from "./steps.ts";

const ASKED = "Somebody waits for an approval";
const account = { ROLLCALL_ADMIN_EMAIL: ADMIN.email, ROLLCALL_ADMIN_PASSWORD: ADMIN.password };

const subjects = (mail: MailServer) => mail.received.map(({ headers }) => headers.get("subject"));

test("who approves is told by e-mail, opens the page from it, and stops it by its link", async ({
  browser,
  ownServer,
  tenant,
}) => {
  test.setTimeout(180_000);
  const mail = await startMailServer();
  const server = await ownServer({
    ...account,
    ROLLCALL_SMTP_URL: mail.url,
    ROLLCALL_SMTP_FROM: "Rollcall <rollcall@halden.example>",
  });
  const context = await browser.newContext({ baseURL: server.url });
  const asker = await context.newPage();
  await signIn(asker);
  const team = await tenant(paperspaceTeam());
  await connect(asker, team);
  await asker.goto("/settings/approvals");
  await asker.getByRole("checkbox", { name: "Changing a role in a team" }).check();
  await button(asker, "Save policy").click();
  await expect(toast(asker, "Saved what needs approval")).toBeVisible();
  const person = newAccount();
  const { page: other, context: elsewhere } = await joinBy(
    browser,
    await inviteLink(asker, person.email, "Admin"),
    person,
  );

  await other.goto("/settings/profile");
  await expect(other.getByRole("heading", { level: 2, name: "Notices" })).toBeVisible();
  await expect(choice(other, ASKED)).toHaveValue("once");
  await choice(other, ASKED).selectOption("Once a day");
  await expect(toast(other, `${ASKED}: once a day`)).toBeVisible();
  await other.reload();
  await expect(choice(other, ASKED)).toHaveValue("digest");
  await choice(other, ASKED).selectOption("At once");
  await expect(toast(other, `${ASKED}: at once`)).toBeVisible();
  await expectNoAxeFindings(other);
  await button(other, "Send a test e-mail to me").click();
  await expect(toast(other, `took a test for ${person.email}`)).toBeVisible();
  expect(subjects(mail)).toEqual(["Rollcall: a test"]);

  await openTeam(asker, team.teamName);
  await roleOf(asker, NOOR.name).selectOption("Admin");
  await button(dialog(asker, /Noor/), "Ask for approval").click();
  await expect(toast(asker, "Asked for approval")).toBeVisible();
  await expect.poll(() => mail.received.length, { message: "the mail about it", timeout: 40_000 }).toBe(2);
  const told = mail.received[1];
  expect(told?.to).toEqual([person.email]);
  expect(told?.headers.get("subject")).toContain(`Approval asked for: Make ${NOOR.name}`);
  const [, page = ""] = /\n(http\S+\/approvals)\n/.exec(told?.text ?? "") ?? [];
  await other.goto(page);
  await expect(other.getByRole("list", { name: "Plan" })).toContainText(NOOR.name);

  const isTold = async () => {
    await other.goto("/settings/profile");
    return choice(other, ASKED).inputValue();
  };
  const [, link = ""] = /(http\S+\/stop\/\S+)/.exec(told?.text ?? "") ?? [];
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { level: 1, name: "Stop these mails?" })).toBeVisible();
  await expect(stranger.getByText(ASKED)).toBeVisible();
  await expectNoAxeFindings(stranger);
  expect(await isTold()).toBe("once");
  await button(stranger, "Stop these mails").click();
  await expect(stranger.getByRole("heading", { level: 1, name: "Stopped" })).toBeVisible();
  expect(await isTold()).toBe("off");

  await choice(other, ASKED).selectOption("At once");
  await expect(toast(other, `${ASKED}: at once`)).toBeVisible();
  const [, oneClick = ""] = /^<(.+)>$/.exec(told?.headers.get("list-unsubscribe") ?? "") ?? [];
  const opened = await stranger.request.get(oneClick, { maxRedirects: 0 });
  expect(opened.status()).toBe(303);
  expect(await isTold()).toBe("once");
  const form = { "List-Unsubscribe": "One-Click" };
  const stopped = await stranger.request.post(oneClick, { form, maxRedirects: 0 });
  expect([stopped.status(), await stopped.text()]).toEqual([200, "You are not told of this any more.\n"]);
  expect(await isTold()).toBe("off");

  await asker.goto("/settings/notices");
  await expect(asker.getByText("Sent through 127.0.0.1")).toBeVisible();
  await asker.getByRole("checkbox", { name: ASKED }).check();
  await expectNoAxeFindings(asker);
  await button(asker, "Save notices").click();
  await expect(toast(asker, "Saved what cannot be turned off")).toBeVisible();
  expect(await isTold()).toBe("once");
  await expect(choice(other, ASKED).getByRole("option")).toHaveText(["At once", "Once a day"]);
  await expect(other.getByText("An admin has set that this cannot be turned off.")).toBeVisible();
  const refused = await stranger.request.post(oneClick, { form });
  expect(refused.status()).toBe(403);
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { level: 1, name: "This stays on" })).toBeVisible();
  await expect(stranger.getByRole("button")).toHaveCount(0);
  for (const one of [context, elsewhere, stranger.context()]) await one.close();
  await mail.close();
});

test("says that e-mail is not set up, and that a mail server does not answer", async ({
  admin,
  browser,
  ownServer,
}) => {
  await admin.goto("/settings/profile");
  await expect(admin.getByText("E-mail is not set up")).toBeVisible();
  await expect(button(admin, "Send a test e-mail to me")).toHaveCount(0);
  const mail = await startMailServer();
  await mail.close();
  const server = await ownServer({
    ...account,
    ROLLCALL_SMTP_URL: mail.url,
    ROLLCALL_SMTP_FROM: "rollcall@halden.example",
  });
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await signIn(page);
  await page.goto("/settings/notices");
  await button(page, "Send a test e-mail to me").click();
  await expect(alertWith(page, "The mail server refused the connection")).toBeVisible();
  await context.close();
});

test("a webhook speaks as its chat reads it", async ({ browser, ownServer }) => {
  const bodies: string[] = [];
  const chat = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      bodies.push(body);
      response.writeHead(200).end("ok");
    });
  });
  await new Promise<void>((resolve) => chat.listen(0, "127.0.0.1", resolve));
  const { port } = chat.address() as AddressInfo;
  const server = await ownServer({ ...account, ROLLCALL_WEBHOOK_ALLOW: "127.0.0.1" });
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  await signIn(page);
  await page.goto("/settings/webhooks");
  for (const [format, label] of [
    ["Slack", "Channel"],
    ["Microsoft Teams", "Team"],
  ] as const) {
    await button(page, "Add webhook").click();
    const form = dialog(page, "Add webhook");
    await box(form, "URL").fill(`http://127.0.0.1:${port}/${label}`);
    await box(form, "Label").fill(label);
    await choice(form, "Format").selectOption(format);
    await expect(form.getByRole("checkbox", { name: "The audit log itself" })).toHaveCount(0);
    await button(form, "Add webhook").click();
    await expect(toast(page, `${label} was saved`)).toBeVisible();
    await expect(rowOf(page, "Webhooks", label)).toContainText(format);
    await button(page, `Test ${label}`).click();
    await expect(rowOf(page, "Webhooks", label)).toContainText("Delivered");
  }
  const [slack, teams] = bodies.map((body) => JSON.parse(body) as Record<string, unknown>);
  expect(slack?.text).toBe("Rollcall: A test of this webhook");
  expect(teams?.type).toBe("message");
  await button(page, "Edit Channel").click();
  await expect(choice(dialog(page, "Edit webhook"), "Format")).toHaveValue("slack");
  await expectNoAxeFindings(page);
  await context.close();
  chat.close();
});
