import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "@playwright/test";
import { NOOR, paperspaceTeam, uniqueSecret } from "./cast.ts";
import { ADMIN, connect, expect, expectNoAxeFindings, openTeam, signIn, test } from "./fixtures.ts";
import { alertWith, box, button, choice, dialog, rowOf, table, toast } from "./steps.ts";

type Received = { headers: IncomingHttpHeaders; body: string };
type Body = { id: string; type: string; data: Record<string, unknown> };

/** A receiver on loopback, which answers with `status`. */
async function receiver() {
  const received: Received[] = [];
  const state = { status: 204 };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => {
      body += chunk.toString();
    });
    request.on("end", () => {
      received.push({ headers: request.headers, body });
      response.writeHead(state.status, state.status === 302 ? { location: "/elsewhere" } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/hook`,
    received,
    state,
    bodies: () => received.map(({ body }) => JSON.parse(body) as Body),
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** A page of its own at a server, signed in. */
async function pageAt(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: url });
  const page = await context.newPage();
  await signIn(page);
  return page;
}
const account = { ROLLCALL_ADMIN_EMAIL: ADMIN.email, ROLLCALL_ADMIN_PASSWORD: ADMIN.password };

async function addWebhook(
  page: Page,
  url: string,
  { withNames = false, label = "Ops" } = {},
): Promise<string> {
  await page.goto("/settings/webhooks");
  await button(page, "Add webhook").click();
  const form = dialog(page, "Add webhook");
  await box(form, "URL").fill(url);
  await box(form, "Label").fill(label);
  if (withNames) await form.getByRole("checkbox", { name: "Include names" }).check();
  await button(form, "Add webhook").click();
  const shown = dialog(page, "Signing secret");
  const secret = await box(shown, "Signing secret").inputValue();
  await button(shown, "Done").click();
  await expect(rowOf(page, "Webhooks", label)).toBeVisible();
  return secret;
}

test("tells of tests, outside changes and due secrets, signed, with names only where asked for", async ({
  browser,
  ownServer,
  sandbox,
  tenant,
}) => {
  test.setTimeout(120_000);
  const to = await receiver();
  const server = await ownServer({ ...account, ROLLCALL_WEBHOOK_ALLOW: "127.0.0.1" });
  const page = await pageAt(browser, server.url);
  const name = uniqueSecret("OVERDUE");
  const old = "2024-01-01T00:00:00.000Z";
  const own = await tenant(
    paperspaceTeam({ secrets: [{ name, value: "canary-webhook-1", createdAt: old, modifiedAt: old }] }),
  );
  await connect(page, own);
  await openTeam(page, own.teamName, "Secrets");
  await expect(rowOf(page, "Secrets", name)).toBeVisible();

  const secret = await addWebhook(page, to.url, { withNames: true });
  await button(page, "Test Ops").click();
  await expect(toast(page, "A test is on its way to Ops")).toBeVisible();
  await expect.poll(() => to.bodies().some((body) => body.type === "webhook.test")).toBe(true);
  await expect(rowOf(page, "Deliveries", "Test")).toContainText("Delivered");
  const [got] = to.received;
  const [, at, digest] = /^t=(\d+),v1=(\w+)$/.exec(String(got?.headers["rollcall-signature"])) ?? [];
  expect(createHmac("sha256", secret).update(`${at}.${got?.body}`).digest("hex")).toBe(digest);
  await page.reload();
  expect(await page.content()).not.toContain(secret);

  await openTeam(page, own.teamName);
  await expect(rowOf(page, "Members", NOOR.name)).toBeVisible();
  await sandbox.mutate(own.token, { op: "setRole", user: NOOR.email, role: "admin" });
  await button(page, "Refresh").click();
  await expect
    .poll(() => to.bodies().find((body) => body.type === "outside.changed")?.data)
    .toMatchObject({
      total: 1,
      counts: { "member.roleChanged": 1 },
      changes: [{ name: NOOR.name, after: "admin" }],
    });

  await page.goto("/activity");
  await choice(page, "Inside or outside").selectOption("Outside Rollcall");
  const seen = rowOf(page, "Activity", `${NOOR.name} became an admin`);
  await expect(seen).toContainText("outside Rollcall");
  await expect(seen).toContainText("Seen in sync");
  await choice(page, "Inside or outside").selectOption("Inside Rollcall");
  await expect(seen).toHaveCount(0);
  await choice(page, "Inside or outside").selectOption("Inside and outside");
  await choice(page, "Where").fill(own.teamName);
  await page.getByRole("option", { name: own.teamName }).click();
  await expect(page).toHaveURL(/team=/);
  await expect(seen).toBeVisible();
  await choice(page, "Where").fill("GitBook");
  await page.getByRole("option", { name: "GitBook", exact: true }).click();
  await expect(page).toHaveURL(/vendor=gitbook/);
  await expect(seen).toHaveCount(0);
  await page.goto("/");
  await expect(page.getByText(`${NOOR.name} became an admin`)).toBeVisible();

  // The reminder comes soon after a webhook that wants it.
  await expect
    .poll(() => to.bodies().find((body) => body.type === "secrets.due")?.data, { timeout: 30_000 })
    .toMatchObject({ overdue: 1, secrets: [{ name, team: own.teamName, state: "overdue" }] });
  for (const { body } of to.received)
    for (const canary of ["canary-webhook-1", own.token, secret]) expect(body).not.toContain(canary);
  await page.context().close();
  await to.close();
});

test("what fails is tried again, can be paused and deleted, and follows no redirect", async ({
  browser,
  ownServer,
}) => {
  const to = await receiver();
  to.state.status = 302;
  const server = await ownServer({ ...account, ROLLCALL_WEBHOOK_ALLOW: "127.0.0.1" });
  const page = await pageAt(browser, server.url);
  await addWebhook(page, to.url);
  await button(page, "Test Ops").click();
  await expect(rowOf(page, "Deliveries", "Test")).toContainText("Answered 302: redirects are not followed");
  await expect(rowOf(page, "Deliveries", "Test")).toContainText("Trying again");
  expect(to.received).toHaveLength(1);

  await button(page, "Pause Ops").click();
  await expect(rowOf(page, "Webhooks", "Ops")).toContainText("Paused");
  await button(page, "Test Ops").click();
  await expect(alertWith(page, "paused").or(toast(page, /paused, or its queue/))).toBeVisible();
  await button(page, "Resume Ops").click();
  await expect(rowOf(page, "Webhooks", "Ops")).toContainText("On");

  await button(page, "Edit Ops").click();
  const form = dialog(page, "Edit webhook");
  await box(form, "Label").fill("Pager");
  for (const event of await form.getByRole("group", { name: "Events" }).getByRole("checkbox").all())
    await event.uncheck();
  await button(form, "Save webhook").click();
  await expect(form.getByRole("alert")).toContainText("Choose at least one event");
  await form.getByRole("checkbox", { name: "A vendor refused a token" }).check();
  await button(form, "Save webhook").click();
  await expect(rowOf(page, "Webhooks", "Pager")).toContainText("A vendor refused a token");
  await expectNoAxeFindings(page);

  await button(page, "Delete Pager").click();
  await button(dialog(page, "Delete Pager?"), "Delete webhook").click();
  await expect(toast(page, "Pager was deleted")).toBeVisible();
  await expect(page.getByText("No webhooks yet")).toBeVisible();
  await page.context().close();
  await to.close();
});

test("no address inside can be given, in any spelling", async ({ admin }) => {
  await admin.goto("/settings/webhooks");
  await expect(admin.getByRole("heading", { level: 1, name: "Webhooks" })).toBeVisible();
  await button(admin, "Add webhook").click();
  const form = dialog(admin, "Add webhook");
  await button(form, "Add webhook").click();
  await expect(box(form, "URL")).toHaveAccessibleDescription(/Give the address/);
  const refused: [string, RegExp][] = [
    ["https://127.0.0.1/", /private network/],
    ["https://0x7f.1/", /private network/],
    ["https://2130706433/", /private network/],
    ["https://[::ffff:10.0.0.1]/", /private network/],
    ["https://169.254.169.254/", /private network/],
    ["https://localhost:3000/", /private network/],
    ["http://hooks.example.com/", /Only https/],
    ["https://user:secret@hooks.example.com/", /user name and password/],
    ["javascript:alert(1)", /Only https/],
  ];
  for (const [url, words] of refused) {
    await box(form, "URL").fill(url);
    await button(form, "Add webhook").click();
    await expect(box(form, "URL")).toHaveAccessibleDescription(words);
    // Several are refused in the same words: the answer to this one is awaited before the next is sent.
    await expect(button(form, "Add webhook")).not.toHaveAttribute("aria-busy");
  }
  await button(form, "Cancel").click();
  await expect(table(admin, "Webhooks").getByRole("row")).toHaveCount(1);
});
