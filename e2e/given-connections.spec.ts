import { gitbookOrganization, NOOR, paperspaceTeam, unique } from "./cast.ts";
import { ADMIN, expect, signIn, test } from "./fixtures.ts";
import { rowOf, table } from "./steps.ts";

const account = { ROLLCALL_ADMIN_EMAIL: ADMIN.email, ROLLCALL_ADMIN_PASSWORD: ADMIN.password };

test("connections given by the environment are there after the start, once, and read", async ({
  page,
  ownServer,
  tenant,
}) => {
  const compute = await tenant(paperspaceTeam());
  const docs = await tenant(gitbookOrganization());
  const label = unique("Docs");
  const ROLLCALL_CONNECTIONS = JSON.stringify([
    { vendor: "paperspace", token: compute.token },
    { vendor: "gitbook", token: docs.token, targetId: docs.organizationId, label },
  ]);
  const first = await ownServer({ ...account, ROLLCALL_CONNECTIONS });
  await signIn(page, ADMIN, first.url);
  await page.goto(`${first.url}/settings/connections`);
  await expect(rowOf(page, "Connections", compute.teamName)).toContainText("Works");
  await expect(rowOf(page, "Connections", label)).toContainText("Works");
  await expect(rowOf(page, "Connections", label)).toContainText("5 people");
  for (const { token } of [compute, docs]) {
    expect(await page.content()).not.toContain(token);
    expect(first.output()).not.toContain(token);
  }

  first.kill("SIGTERM");
  await first.exited;
  const { dataDir } = first;
  const second = await ownServer({ ...account, ROLLCALL_CONNECTIONS, ROLLCALL_DATA_DIR: dataDir });
  await page.context().clearCookies();
  await signIn(page, ADMIN, second.url);
  await page.goto(`${second.url}/settings/connections`);
  await expect(rowOf(page, "Connections", label)).toHaveCount(1);
  await expect(rowOf(page, "Connections", compute.teamName)).toHaveCount(1);
  await page.getByRole("link", { name: compute.teamName, exact: true }).click();
  await expect(table(page, "Members")).toContainText(NOOR.name);
});

test("a refused token among them stops nothing, and a misspelt value stops the start without naming a token", async ({
  page,
  ownServer,
  tenant,
}) => {
  const good = await tenant(paperspaceTeam());
  const wrong = "e2e-wrong-0123456789";
  const server = await ownServer({
    ...account,
    ROLLCALL_CONNECTIONS: JSON.stringify([
      { vendor: "paperspace", token: wrong },
      { vendor: "paperspace", token: good.token },
    ]),
  });
  await signIn(page, ADMIN, server.url);
  await page.goto(`${server.url}/settings/connections`);
  await expect(rowOf(page, "Connections", good.teamName)).toContainText("Works");
  // The head, and the one that works.
  await expect(table(page, "Connections").getByRole("row")).toHaveCount(2);
  expect(server.output()).not.toContain(wrong);

  const start = ownServer({
    ...account,
    ROLLCALL_CONNECTIONS: JSON.stringify([{ vendor: "slack", token: wrong }]),
  });
  const failure = await start.then(
    () => "started",
    (error: Error) => error.message,
  );
  expect(failure).toMatch(/rollcall: ROLLCALL_CONNECTIONS [^\n]*vendor/);
  expect(failure).not.toContain(wrong);
});
