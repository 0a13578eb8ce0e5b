import { ADMIN, expect, signIn, test } from "./fixtures.ts";

test("signs in, shows the overview, and signs out", async ({ page }) => {
  await signIn(page);
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
  await expect(page).toHaveTitle("Overview · Rollcall");

  await page.getByRole("button", { name: "Account" }).click();
  await page.getByText("Sign out", { exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  await page.goto("/teams");
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
});

test("every file that a page asks for is there, its letters too", async ({ page }) => {
  const missing: string[] = [];
  page.on("response", (response) => {
    if (response.status() >= 400) missing.push(`${response.status()} ${response.url()}`);
  });
  await signIn(page);
  for (const address of ["/teams", "/secrets", "/settings/profile"]) await page.goto(address);
  const letters = () =>
    page.evaluate(() =>
      [...document.fonts].filter(({ status }) => status === "loaded").map(({ family }) => family),
    );
  await expect.poll(letters).toContain("Inter Variable");
  expect(missing).toEqual([]);
});

test("icons of rows come after the page", async ({ page }) => {
  await signIn(page);
  const html = await (await page.request.get("/settings/users")).text();
  expect(html).not.toContain("data:image");
  await page.goto("/settings/users");
  const mask = () =>
    page.evaluate(() => {
      const icon = document.body.appendChild(document.createElement("button"));
      icon.className = "act act-trash";
      const drawn = getComputedStyle(icon, "::before").maskImage;
      icon.remove();
      return drawn;
    });
  await expect.poll(mask).toContain("data:image/svg+xml");
});

test("says that a pair is wrong without saying which half", async ({ page }) => {
  await page.goto("/sign-in");
  await page.getByLabel("Email").fill(ADMIN.email);
  await page.getByLabel("Password").fill("not the passphrase");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "Email or password is wrong" })).toBeVisible();
});

test("health says that store and runner work, to anybody", async ({ request }) => {
  const answer = await request.get("/api/health");
  expect(answer.status()).toBe(200);
  const health = await answer.json();
  expect(health).toMatchObject({ ok: true, store: "ok", runner: "ok" });
  expect(health.version).toMatch(/^\d+\.\d+\.\d+/);
  const ready = await request.get("/api/ready");
  expect(await ready.json()).toMatchObject({
    ok: true,
    checks: { store: "ok", keys: "ok", scheduler: "ok" },
  });
  expect((await request.get("/api/metrics")).status()).toBe(404);
});

test("deep, wide and cyclic payloads are refused, under a reference, and the server goes on", async ({
  request,
  baseURL,
}) => {
  const html = await (await request.get("/sign-in")).text();
  const id = /&quot;id&quot;:&quot;([0-9a-f]{40,})&quot;/.exec(html)?.[1] ?? "";
  expect(id).not.toBe("");
  const post = (data: string) =>
    request.post("/sign-in", {
      data,
      headers: { "next-action": id, "content-type": "text/plain;charset=UTF-8", origin: baseURL ?? "" },
    });
  for (const payload of [
    `${"[".repeat(100_000)}${"]".repeat(100_000)}`,
    `[${'{"a":'.repeat(30_000)}1${"}".repeat(30_000)}]`,
    `[${"0,".repeat(100_000)}0]`,
    '["$0","$0:0:0"]',
  ]) {
    const answer = await post(payload);
    expect(await answer.text()).toMatch(/"digest":"\d+"|"code":"[A-Z_]+"|"error"/);
  }
  expect((await request.get("/api/health")).status()).toBe(200);
});

test("stops in order when asked to", async ({ ownServer }) => {
  const server = await ownServer({
    ROLLCALL_ADMIN_EMAIL: ADMIN.email,
    ROLLCALL_ADMIN_PASSWORD: ADMIN.password,
  });
  expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
  server.kill("SIGTERM");
  expect(await server.exited).toBe(0);
});

test("a bad setting ends the start with one line that names it", async ({ ownServer }) => {
  const start = ownServer({ PAPERSPACE_API_URL: "ftp://paperspace.example" });
  await expect(start).rejects.toThrow(/ended \(1\).*\nrollcall: PAPERSPACE_API_URL [^\n]*\n?$/);
});
