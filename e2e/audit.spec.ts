import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import path from "node:path";
import { securityHeaders } from "#lib/access/auth/security-headers.ts";
import { root } from "../bin/child.ts";
import { NODE_FLAGS } from "../bin/setup/flags.mjs";
import { paperspaceTeam, uniqueSecret } from "./cast.ts";
import {
  ADMIN,
  connect,
  expect,
  expectNoAxeFindings,
  expectNoSidewaysScroll,
  openTeam,
  signIn,
  test,
} from "./fixtures.ts";
import { inviteLink, joinBy, newAccount } from "./people-of-rollcall.ts";
import { box, button, dialog, rowOf, table, toast } from "./steps.ts";

const account = { ROLLCALL_ADMIN_EMAIL: ADMIN.email, ROLLCALL_ADMIN_PASSWORD: ADMIN.password };
const verify = (lines: string, ...args: string[]) => {
  const script = [...NODE_FLAGS, "bin/audit.ts", "verify", "-", ...args];
  const { status, stdout } = spawnSync(process.execPath, script, {
    cwd: root,
    input: lines,
    encoding: "utf8",
  });
  return { status, said: stdout };
};

test("an admin verifies the log, keeps a checkpoint, and proves an export with it elsewhere", async ({
  page,
  ownServer,
}) => {
  const server = await ownServer(account);
  await signIn(page, ADMIN, server.url);
  await page.goto(`${server.url}/settings/audit`);
  await expect(page.getByRole("heading", { level: 1, name: "Audit log" })).toBeVisible();
  await button(page, "Verify log").click();
  await expect(page.getByText(/^Sound/).first()).toBeVisible();
  await button(page, "Make checkpoint").click();
  await expect(toast(page, "is signed as the log's head")).toBeVisible();
  const row = table(page, "Checkpoints").getByRole("row").filter({ hasText: "Asked for" });
  const href = await row.getByRole("link").getAttribute("href");
  const kept = await (await page.request.get(server.url + href)).text();
  const key = await box(page, "Public key").inputValue();
  expect(JSON.parse(kept)).toMatchObject({ type: "rollcall-audit-head/1", publicKey: key });

  await button(page, "Compare checkpoint").click();
  const compare = dialog(page, "Compare checkpoint");
  await button(compare, "Compare").click();
  await expect(box(compare, "Checkpoint")).toHaveAccessibleDescription(/Paste a checkpoint/);
  await box(compare, "Checkpoint").fill(kept);
  await button(compare, "Compare").click();
  await expect(compare.getByText("The log still holds event")).toBeVisible();
  await box(compare, "Checkpoint").fill(kept.replace(/"seq":\d+/, '"seq":1'));
  await button(compare, "Compare").click();
  await expect(compare.getByText("did not sign that checkpoint")).toBeVisible();
  await button(compare, "Close").last().click();
  await expectNoAxeFindings(page);
  await page.setViewportSize({ width: 390, height: 800 });
  await expectNoAxeFindings(page);
  await expectNoSidewaysScroll(page);

  const whole = await (await page.request.get(`${server.url}/api/activity/export?format=jsonl`)).text();
  expect(verify(whole, "--key", key)).toMatchObject({ status: 0, said: expect.stringContaining("Sound:") });
  const part = await (
    await page.request.get(`${server.url}/api/activity/export?format=jsonl&what=session`)
  ).text();
  expect(verify(part, "--key", key).said).toContain("It is a part of the log");
  expect(verify(whole.replace("audit.checkpoint", "audit.nothing"), "--key", key).said).toContain(
    "Not sound.",
  );
  await page.goto(`${server.url}/activity?what=read`);
  await expect(rowOf(page, "Activity", "Looked at the state of the audit log")).toContainText("Done");
});

test("who somebody was is erased on request, and the log stays whole", async ({ browser, ownServer }) => {
  const own = newAccount();
  const server = await ownServer(account);
  const page = await (await browser.newContext({ baseURL: server.url })).newPage();
  await signIn(page);
  const { context } = await joinBy(browser, await inviteLink(page, own.email, "Viewer"), own);
  await context.close();
  await page.goto(`${server.url}/settings/users`);
  await button(page, `Disable ${own.name}`).click();
  await expect(toast(page, `${own.name} is disabled`)).toBeVisible();
  await button(page, `Erase personal data of ${own.name}`).click();
  const erase = dialog(page, "Erase personal data");
  await button(erase, "Erase personal data").click();
  await expect(erase.getByRole("textbox")).toHaveAccessibleDescription(/This is not/);
  await erase.getByRole("textbox").fill(own.name);
  await button(erase, "Erase personal data").click();
  await expect(toast(page, "Their name and address are erased")).toBeVisible();
  for (const at of ["/settings/users", "/activity", "/api/activity/export?format=jsonl"])
    expect(await (await page.request.get(server.url + at)).text()).not.toContain(own.email);
  const whole = await (await page.request.get(`${server.url}/api/activity/export?format=jsonl`)).text();
  expect(verify(whole)).toMatchObject({
    status: 0,
    said: expect.stringMatching(/personal data of \d+ events was erased/),
  });
  await page.context().close();
});

test("every answer carries every guarding header: pages, lists, files, refusals and what is not there", async ({
  admin,
  playwright,
  running,
  tenant,
}) => {
  test.setTimeout(120_000);
  const own = await tenant(paperspaceTeam({ secrets: [{ name: uniqueSecret("HEAD") }] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  const teamId = /\/teams\/([^/]+)/.exec(admin.url())?.[1] ?? "";
  const routes = globSync("**/{page.tsx,route.ts}", { cwd: path.join(root, "app") }).map(
    (found) => `/${path.dirname(found)}`.replaceAll(/\/\([^)]+\)/g, "").replace(/\/\.?$/, "") || "/",
  );
  const real = (route: string): string =>
    route.replace("teams/[id]", `teams/${teamId}`).replaceAll(/\[(?:\.\.\.)?[^\]]+\]/g, "some-id");
  const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec(await admin.content())?.[1] ?? "";
  expect(script).not.toBe("");
  const others = [
    "/no-such-page",
    "/api/no-such-list",
    "/_next/static/none.js",
    "/icon.svg",
    "/favicon.ico",
    "/a%2fb",
    script,
  ];
  const stranger = await playwright.request.newContext({ baseURL: running.url });
  const nonces: string[] = [];
  const sent = "c2VudC1ieS10aGUtY2xpZW50";
  const lies = { "x-nonce": sent, "content-security-policy": `script-src 'nonce-${sent}'` };
  expect(routes.length).toBeGreaterThan(40);
  for (const who of [stranger, admin.request])
    for (const route of [...routes.map(real), ...others])
      for (const headers of [lies, { ...lies, RSC: "1" }]) {
        const answer = await who.get(route, { headers, maxRedirects: 0 });
        const got = answer.headers();
        const what = `${route} (${answer.status()}${"RSC" in headers ? ", RSC" : ""})`;
        for (const [name, value] of securityHeaders(false))
          expect(got[name], `${name} of ${what}`).toBe(value);
        const policy = got["content-security-policy"] ?? "";
        expect(policy, what).toContain("frame-ancestors 'none'");
        expect(policy, what).not.toMatch(/(?:default|script)-src[^;]*'unsafe/);
        expect(policy, what).not.toContain(sent);
        // One policy, not two that a browser would have to reconcile.
        expect(
          answer.headersArray().filter(({ name }) => /^content-security-policy$/i.test(name)),
        ).toHaveLength(1);
        if (got["content-type"]?.startsWith("text/html")) {
          const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
          expect(nonce, what).not.toBe("");
          nonces.push(nonce);
        }
        if (!route.startsWith("/_next/static/")) expect(got["cache-control"], what).toContain("no-store");
      }
  expect(new Set(nonces).size).toBe(nonces.length);
  for (const [method, at, status] of [
    ["PUT", "/", 405],
    ["POST", "/api/uploads?kind=roster", 403],
    ["POST", "/api/people", 405],
  ] as const) {
    const answer = await stranger.fetch(at, { method });
    expect([method, at, answer.status()]).toEqual([method, at, status]);
    for (const [name, value] of securityHeaders(false)) expect(answer.headers()[name], at).toBe(value);
  }
  await stranger.dispose();
});
