import { randomBytes, randomUUID } from "node:crypto";
import path from "node:path";
import type { Page } from "@playwright/test";
import type { MadeToken } from "#lib/access/tokens/schema.ts";
import { startMailServer } from "#lib/store/outbox/mail-server.testing.ts";
import type { TenantDescription } from "#sandbox/types.ts";
import { echo, PLACES, pageText, startReceiver, startRecorder } from "./canary-places.ts";
import { argumentsOf, type Found, filesIn, findIn, missedForms, rowsIn } from "./canary-search.ts";
import { as, gitbookOrganization, NOOR, OTTILIE, paperspaceTeam, unique, uniqueSecret } from "./cast.ts";
import { ADMIN, connectByForm, expect, openTeam, signIn, test } from "./fixtures.ts";
import { useEveryTool } from "./mcp-client.ts";
import { callAction } from "./server-actions.ts";
import { alertWith, box, button, dialog, rowOf, secretIn, table, toast } from "./steps.ts";

const account = { ROLLCALL_ADMIN_EMAIL: ADMIN.email, ROLLCALL_ADMIN_PASSWORD: ADMIN.password };
const MANY = 24;

test("no token and no secret value is found anywhere that somebody could look", async ({
  browser,
  ownServer,
  sandbox,
  witness,
}) => {
  test.setTimeout(300_000);
  // Every token and value begins with it; nothing else in the world does.
  const mark = `canary${randomBytes(8).toString("hex")}`;
  const control = uniqueSecret("CONTROL");
  const token = (name: string): string => `${mark}-${name}-${randomBytes(4).toString("hex")}`;
  const value = (name: string): string =>
    `${mark} "${name}" <b>&amp; \\ ä+/=% ${randomBytes(4).toString("hex")}`;
  const create = (options: Parameters<typeof sandbox.createTenant>[0]) => sandbox.createTenant(options);

  const names = Array.from({ length: MANY }, (_, n) => `${control}_${n}`);
  const paperspace = await create({
    ...paperspaceTeam({
      people: [as(OTTILIE, { role: "owner" }), as(NOOR)],
      secrets: names.map((name) => ({ name, value: value("theirs") })),
    }),
    token: token("paperspace"),
  });
  const gitbook = await create({ ...gitbookOrganization(), token: token("gitbook") });
  const replacement = await create({
    ...paperspaceTeam(),
    token: token("replacement"),
    aliasOf: paperspace.token,
  });
  const receiver = await startReceiver();
  // A mail server that repeats the password which it does not take.
  const mail = await startMailServer({
    authOptional: false,
    onAuth: ({ password }, _session, done) => done(new Error(`Not with ${password}`)),
  });
  const smtp = { ROLLCALL_SMTP_URL: mail.url.replace("//", `//rollcall:${token("smtp")}@`) };
  const from = { ROLLCALL_SMTP_FROM: "rollcall@halden.example", ROLLCALL_WEBHOOK_ALLOW: "127.0.0.1" };
  const settings = { ...account, ...smtp, ...from, ROLLCALL_LOG_LEVEL: "trace" };
  const server = await ownServer(settings);
  const found: Found[] = [];
  const heard = await startRecorder(server.url);
  const context = await browser.newContext({ baseURL: heard.url });
  const page = await context.newPage();
  const html = async (where: string) => found.push({ where: `page ${where}`, content: await pageText(page) });

  await test.step("connections: a refused token, two good ones, one replaced; webhooks", async () => {
    await signIn(page);
    await page.goto("/settings/connections");
    await button(page, "Add connection").click();
    const add = dialog(page, "Add connection");
    await box(add, "API token").fill(token("refused"));
    await button(add, "Check token").click();
    await expect(alertWith(add, "refused this token")).toBeVisible();
    await html("with a refused token");
    await button(add, "Cancel").click();
    await connectByForm(page, paperspace);
    await connectByForm(page, gitbook);
    await button(page, `Replace token of ${paperspace.teamName}`).click();
    const replace = dialog(page, /^Replace token/);
    await box(replace, "API token").fill(replacement.token);
    await button(replace, "Replace token").click();
    await expect(replace).toBeHidden();
    await html("connections");
    await page.goto("/settings/webhooks");
    await button(page, "Add webhook").click();
    const hook = dialog(page, "Add webhook");
    await box(hook, "URL").fill(receiver.url);
    await box(hook, "Label").fill(unique("Everything"));
    await hook.getByRole("checkbox", { name: "The audit log itself" }).check();
    await hook.getByRole("checkbox", { name: "Include names" }).check();
    await button(hook, "Add webhook").click();
    await button(dialog(page, "Signing secret"), "Done").click();
    await page.goto("/settings/notices");
    await button(page, "Send a test e-mail to me").click();
    await expect(alertWith(page, "refused user and password")).toBeVisible();
    await html("with a refused mail server's password");
  });

  await test.step("one secret: refused by a vendor that repeats all it got, made, rotated", async () => {
    await openTeam(page, paperspace.teamName, "Secrets");
    await expect(rowOf(page, "Secrets", `${control}_7`)).toBeVisible();
    const [given, rotated] = [value("created"), value("rotated")];
    await sandbox.setFaults(replacement.token, [
      { route: "POST /teams/:id/secrets", times: 1, ...echo(400, given, replacement) },
    ]);
    await button(page, "New secret").click();
    const form = dialog(page, "New secret");
    await box(form, "Name").fill(`${control}_NEW`);
    await box(form, "Value").fill(given);
    await button(form, "Create secret").click();
    await expect(page.getByText(/was not created|refused|not taken/i).first()).toBeVisible();
    await html("with a refused value");
    await sandbox.clearFaults(replacement.token);
    if (!(await form.isVisible())) await button(page, "New secret").click();
    await box(form, "Name").fill(`${control}_NEW`);
    await box(form, "Value").fill(given);
    await button(form, "Create secret").click();
    await expect(toast(page, `${control}_NEW was created in`)).toBeVisible();
    await sandbox.setFaults(replacement.token, [
      { route: "PATCH /teams/:id/secrets/:name", times: 1, ...echo(500, rotated, replacement) },
    ]);
    await button(page, `Rotate ${control}_NEW`).click();
    const rotate = dialog(page, `Rotate ${control}_NEW`);
    await box(rotate, "New value").fill(rotated);
    await button(rotate, "Rotate secret").click();
    await expect(toast(page, `${control}_NEW`).first()).toBeVisible();
    await html("after a rotation");
    await sandbox.clearFaults(replacement.token);
  });

  await test.step("an .env file", async () => {
    await button(page, "Import .env").click();
    const form = dialog(page, "Import .env");
    await box(form, "Contents").fill(
      `export ${control}_ENV="${mark} of a file"\n${control}_7='${mark} too'\n`,
    );
    await button(form, "Preview").click();
    const preview = dialog(page, "Preview");
    await html("with a preview");
    await button(preview, "Review plan").click();
    const plan = dialog(page, "Review changes");
    await button(plan, "Apply 2 changes").click();
    await expect(plan).toBeHidden();
    await expect
      .poll(async () => (await secretIn(sandbox, replacement.token, `${control}_ENV`))?.value)
      .toBe(`${mark} of a file`);
  });

  const one = value("of many");
  await test.step("many at once, and the server is killed half-way", async () => {
    await page.goto(`/teams/${teamIdOf(page)}/secrets`);
    await page.getByRole("checkbox", { name: `Select ${control}_0`, exact: true }).check();
    const bar = page.getByRole("toolbar", { name: "Selection" });
    await bar.getByRole("button", { name: /^Select all/ }).click();
    await button(bar, "Rotate").click();
    const form = dialog(page, /^Rotate \d+ secrets$/);
    await form.getByRole("radio", { name: "One value for all" }).check();
    await box(form, "New value").fill(one);
    await button(form, "Review plan").click();
    await sandbox.setLatency(replacement.token, 700);
    const plan = dialog(page, "Review changes");
    await box(plan, `Type ${MANY + 2} to confirm`).fill(String(MANY + 2));
    await button(plan, `Apply ${MANY + 2} changes`).click();
    await expect(page).toHaveURL(/\/activity\/batches\//);
    await expect.poll(() => rotatedTo(one, replacement)).toBeGreaterThan(3);
    await html("of a running batch");
    found.push(argumentsOf(server.pid), ...filesIn(server.dataDir, "while a batch runs"));
    server.kill("SIGKILL");
    await server.exited;
    expect(await rotatedTo(one, replacement)).toBeLessThan(MANY);
    // The store as it was left: what the write-ahead log holds and nobody moved yet too.
    found.push(
      ...filesIn(server.dataDir, "after a kill"),
      ...rowsIn(path.join(server.dataDir, "rollcall.db")),
    );
  });

  await sandbox.setLatency(replacement.token, 0);
  const again = await ownServer({ ...settings, ROLLCALL_DATA_DIR: server.dataDir });
  const heardLater = await startRecorder(again.url);
  const after = await browser.newContext({ baseURL: heardLater.url });
  const later = await after.newPage();
  await test.step("it goes on by itself; somebody is taken out; everything is read and exported", async () => {
    await expect.poll(() => rotatedTo(one, replacement), { timeout: 60_000 }).toBeGreaterThanOrEqual(MANY);
    await signIn(later);
    await later.goto(`/people?q=${encodeURIComponent(NOOR.email)}`);
    await table(later, "People").getByRole("link", { name: NOOR.name }).first().click();
    await button(later, "Offboard").click();
    await button(dialog(later, `Offboard ${NOOR.name}`), "Review plan").click();
    await later.getByRole("button", { name: /^Apply \d+ changes?$/ }).click();
    await expect(later.getByRole("heading", { level: 1, name: `Offboarding of ${NOOR.name}` })).toBeVisible();
    for (const at of ["/", "/teams", "/people", "/secrets", "/activity", "/activity/batches"])
      await visit(at);
    for (const at of ["connections", "policies", "webhooks", "users", "audit", "profile"])
      await visit(`/settings/${at}`);
    await visit(`/activity?q=${control}`);
    // A page that is fetched as data, as most are once one is there.
    await later.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Secrets" }).click();
    await expect(later.getByRole("heading", { level: 1, name: "Secrets" })).toBeVisible();
    for (const at of ["activity/export", "activity/export?format=jsonl", "secrets/export", "people/export"])
      found.push({ where: `export ${at}`, content: await (await later.request.get(`/api/${at}`)).body() });
    for (const at of ["people/roster.csv", "batches", "connections", "webhooks", "audit", "search?q=canary"])
      found.push({ where: `answer ${at}`, content: await (await later.request.get(`/api/${at}`)).body() });
    const { rows } = (await (await later.request.get("/api/batches")).json()) as { rows: { id: string }[] };
    for (const { id } of rows)
      found.push({
        where: "export of a batch",
        content: await (await later.request.get(`/api/batches/${id}/receipt`)).body(),
      });
  });
  const program =
    await test.step("the API: a token, a plan with a value, a batch, and what it refuses", async () => {
      const made = await callAction<MadeToken>(later, "createTokenAction", {
        ...{ name: unique("Pipeline"), days: 7 },
        scopes: [
          "team.read",
          "member.read",
          "secret.read",
          "activity.read",
          "connection.read",
          "secret.create",
        ],
      });
      const { url } = await witness(heardLater.url);
      const ask = async (path: string, data?: unknown, bearer = made.token) => {
        const answer = await later.request.fetch(`${url}/api/v1${path}`, {
          ...(data === undefined ? {} : { method: "POST", data }),
          headers: { authorization: `Bearer ${bearer}`, "idempotency-key": randomUUID() },
        });
        const text = await answer.text();
        found.push({ where: `answer of the API ${path}`, content: text });
        return JSON.parse(text) as {
          items: { id: string; name: string }[];
          id: string;
          digest: string;
          status: unknown;
        };
      };
      const teamId = (await ask("/teams")).items.find(({ name }) => name === paperspace.teamName)?.id;
      const input = { teamId, name: `${control}_API`, value: value("by the API") };
      const planned = await ask("/plans", { changes: [{ kind: "secret.create", input }] });
      for (const path of [
        `/plans/${planned.id}`,
        "/connections",
        "/people",
        "/secrets",
        "/events",
        "/batches",
        "/none",
      ])
        await ask(path);
      await visit(`/plans/${planned.id}`);
      const { id: planId, digest } = planned;
      expect(await ask("/batches", { planId, digest })).toMatchObject({ status: "accepted" });
      // What is refused repeats nothing of what was sent.
      await ask("/plans", { changes: [{ kind: "secret.create", input: { ...input, note: value("note") } }] });
      await ask("/teams", undefined, `${made.token.slice(0, -1)}x`);
      await visit("/settings/tokens");
      return made.token;
    });
  async function visit(at: string): Promise<void> {
    await later.goto(at);
    await expect(later.getByRole("heading", { level: 1 })).toBeVisible();
    found.push({ where: `page ${at}`, content: await pageText(later) });
  }

  const agent = await test.step("MCP: every tool, with everything that there is", () =>
    useEveryTool(later, heardLater.url));
  await expect.poll(() => findIn(receiver.received, control).length).toBeGreaterThan(0);
  await again.stop();
  found.push(
    ...heard.answers(),
    ...heardLater.answers(),
    ...receiver.received,
    { where: "the server's log", content: server.output() },
    { where: "the log of its second start", content: again.output() },
    ...filesIn(server.dataDir, "in the end"),
    ...rowsIn(path.join(server.dataDir, "rollcall.db")),
  );
  await context.close();
  await after.close();
  for (const one of [receiver, heard, heardLater, mail]) void one.close();

  await test.step("the search finds what is there, in every place and every form", async () => {
    const places = findIn(found, control).join("\n");
    for (const place of PLACES) expect(places, `the control value in ${place}`).toMatch(place);
    expect(findIn(found, "Started").join("\n")).toContain("the server's log");
    if (process.platform === "linux") expect(findIn(found, "bin/server").join("\n")).toContain("arguments");
    expect(missedForms(mark)).toEqual([]);
  });

  expect(findIn(found, mark)).toEqual([]);
  // A token of Rollcall's own stands in the one answer that made it, and in nothing else.
  const placesOfToken = [program, agent]
    .flatMap((own) => findIn(found, own.slice(4, 47)))
    .filter((place) => !place.startsWith("answer POST /settings/tokens"));
  expect(placesOfToken).toEqual([]);
  // What was typed went up in the body of the action or of the reading that needs it (a plan, a comparison), and in no address.
  const sent = [...heard.sent, ...heardLater.sent];
  const carrying = sent.filter(({ body }) => findIn([{ where: "", content: body }], mark).length > 0);
  expect(carrying.length).toBeGreaterThan(5);
  const reads = /\/api\/(?:(?:v1\/)?plans|secrets\/compare)$/;
  for (const { method, url, headers } of carrying)
    expect([method, Boolean(headers["next-action"]) || reads.test(url)]).toEqual(["POST", true]);
  for (const { url, headers } of sent)
    expect(findIn([{ where: url, content: url + JSON.stringify(headers) }], mark)).toEqual([]);

  async function rotatedTo(wanted: string, tenant: TenantDescription): Promise<number> {
    const { secrets } = await sandbox.state(tenant.token);
    return secrets.filter((secret) => secret.value === wanted).length;
  }
});

const teamIdOf = (page: Page): string => /\/teams\/([^/?]+)/.exec(page.url())?.[1] ?? "";
