import { request } from "node:http";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { startTestProvider } from "#lib/access/oidc/provider.testing.ts";
import { ADMIN, expect, signIn, test } from "./fixtures.ts";
import { type FrontProxy, freePort, type Kind, NAME, startFrontProxy } from "./front-proxies.ts";
import { newAccount } from "./people-of-rollcall.ts";
import { alertWith, box, button, rowOf, toast } from "./steps.ts";

let proxy: FrontProxy | undefined;
test.afterEach(() => proxy?.close());
test.describe.configure({ timeout: 240_000 });

const KINDS: Kind[] = [
  "nginx",
  "nginx without headers",
  "nginx without the port",
  "Caddy",
  "HAProxy",
  "Traefik",
];

for (const kind of KINDS)
  test(`every form works behind ${kind}`, async ({ browser, ownServer }) => {
    const own = await freePort();
    const url = `https://${NAME}:${own}`;
    const provider = await startTestProvider();
    const { issuer, clientId, clientSecret } = provider;
    provider.allow(`${url}/api/auth/oidc/acme/callback`);
    provider.accounts.set("ines", { email: "ines@acme.example", email_verified: true, name: "Ines Acme" });
    const server = await ownServer({
      ROLLCALL_URL: url,
      ROLLCALL_TRUSTED_PROXIES: "127.0.0.1",
      ROLLCALL_OIDC: JSON.stringify([
        { id: "acme", name: "Acme", issuer, clientId, clientSecret, defaultRole: "viewer" },
      ]),
    });
    proxy = await startFrontProxy(kind, { own, behind: Number(new URL(server.url).port) });
    const context = await browser.newContext({ baseURL: url, ignoreHTTPSErrors: true });
    const page = await context.newPage();
    const account = newAccount();

    // A proxy that asks whether the server is ready may not know yet.
    const look = async () => (await page.goto("/teams", { waitUntil: "commit" }))?.status();
    await expect.poll(look, { timeout: 90_000 }).toBe(200);
    await expect(page).toHaveURL(`${url}/setup`);
    await box(page, "Setup code").fill(/setup code: (\S+)/.exec(server.output())?.[1] ?? "");
    await box(page, "Name").fill(account.name);
    await box(page, "Email").fill(account.email);
    await page.getByLabel("Password").fill(account.password);
    await button(page, "Create admin").click();
    await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
    for (const { secure, name } of await context.cookies()) expect([name, secure]).toEqual([name, true]);

    await page.goto("/settings/profile");
    await page.getByLabel("Current password").fill(account.password);
    await page.getByLabel("New password").fill(`new ${account.password}`);
    await button(page, "Change password").click();
    await expect(toast(page, "Your password is changed")).toBeVisible();
    await expect(rowOf(page, "Sessions", "127.0.0.1")).toBeVisible();

    await button(page, "Account").click();
    await page.getByText("Sign out", { exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
    await signIn(page, { ...account, password: `new ${account.password}` });

    const other = await (await browser.newContext({ baseURL: url, ignoreHTTPSErrors: true })).newPage();
    await other.goto("/sign-in?returnTo=%2Fpeople");
    await button(other, "Sign in with Acme").click();
    await other.getByLabel("Account").fill("ines");
    await other.getByRole("button", { name: "Continue" }).click();
    await expect(other.getByRole("heading", { level: 1, name: "People" })).toBeVisible();
    await expect(other).toHaveURL(`${url}/people`);

    // What Next sends to this server itself has to arrive: it would speak https to a port without it.
    expect(server.output()).not.toMatch(/failed to (?:forward|get)/i);
    await provider.close();
    await context.close();
    await other.context().close();
  });

test("a sign-in that Next passes on to another page's worker counts for who sent it", async ({
  page,
  ownServer,
}) => {
  const server = await ownServer({
    ROLLCALL_ADMIN_EMAIL: ADMIN.email,
    ROLLCALL_ADMIN_PASSWORD: ADMIN.password,
  });
  await page.goto(`${server.url}/sign-in`);
  await box(page, "Email").fill("guessed@acme.example");
  await page.getByLabel("Password").fill("not a password of anybody");
  const sending = page.waitForRequest((one) => one.method() === "POST" && "next-action" in one.headers());
  await button(page, "Sign in").click();
  const sent = await sending;
  await expect(alertWith(page, "Email or password is wrong")).toBeVisible();

  // The same from elsewhere, to a page that does not have this form: Next passes it on, from this machine's address.
  const { "next-action": action = "", "content-type": type = "" } = sent.headers();
  const status = await new Promise<number>((resolve, reject) => {
    const posted = request(
      `${server.url}/people`,
      {
        method: "POST",
        localAddress: "127.0.0.2",
        headers: {
          "next-action": action,
          "content-type": type,
          accept: "text/x-component",
          origin: server.url,
        },
      },
      (answer) => {
        answer.resume();
        answer.on("end", () => resolve(answer.statusCode ?? 0));
      },
    );
    posted.on("error", reject);
    posted.end(sent.postDataBuffer());
  });
  expect(status).toBe(200);
  const store = new DatabaseSync(path.join(server.dataDir, "rollcall.db"), { readOnly: true });
  const rows = store.prepare("SELECT * FROM events WHERE action = 'session.failed' ORDER BY seq").all();
  store.close();
  expect(rows).toHaveLength(2);
  expect(JSON.stringify(rows[1])).toContain("127.0.0.2");
});
