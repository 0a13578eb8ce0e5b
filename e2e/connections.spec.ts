import { as, gitbookOrganization, IVO, NOOR, OTTILIE, PIA, paperspaceTeam, unique } from "./cast.ts";
import { connectByForm, expect, test } from "./fixtures.ts";
import { alertWith, box, button, changesSent, choice, dialog, expectChosen, rowOf, toast } from "./steps.ts";

const ROUTE = "/settings/connections";

for (const vendor of ["Paperspace", "GitBook"] as const) {
  const noun = vendor === "Paperspace" ? "Team" : "Organization";
  const options = () => (vendor === "Paperspace" ? paperspaceTeam() : gitbookOrganization());

  test(`adds a ${vendor} token after saying whose it is, and never shows it again`, async ({
    admin,
    sandbox,
    tenant,
  }) => {
    const { token, teamName, namespace, organizationTitle } = await tenant(options());
    const target = vendor === "Paperspace" ? teamName : organizationTitle;
    const label = unique(`${vendor} of ours`);
    await admin.goto(ROUTE);
    await button(admin, "Add connection").click();
    const form = dialog(admin, "Add connection");
    await form.getByRole("radio", { name: vendor, exact: true }).check();
    await box(form, "API token").fill(token);
    await button(form, "Check token").click();

    await expect(form).toContainText(`Token of ${OTTILIE.name}, ${OTTILIE.email}`);
    await expect(form).toContainText(
      vendor === "Paperspace" ? "Owner of the team" : "Admin of the organization",
    );
    await expectChosen(choice(form, noun), target);
    await expect(box(form, "Label")).toHaveValue(target);
    await box(form, "Label").fill(label);
    await button(form, "Save connection").click();

    await expect(form).toBeHidden();
    const row = rowOf(admin, "Connections", label);
    await expect(row).toContainText("Works");
    await expect(row).toContainText(namespace || target);
    await expect(row).toContainText(OTTILIE.name);
    await expect(row).toContainText(`…${token.slice(-4)}`);
    await expect(admin.getByText(token)).toHaveCount(0);
    const source = await (await admin.request.get(ROUTE)).text();
    expect(source).toContain(label);
    expect(source).not.toContain(token);
    expect(await admin.content()).not.toContain(token);
    expect(admin.url()).not.toContain(token);
    expect(await changesSent(sandbox, token)).toEqual([]);
  });

  test(`says that ${vendor} refused a wrong token, keeps what was typed and stores nothing`, async ({
    admin,
  }) => {
    const wrong = `wrong-${unique("token").replace(" ", "-")}`;
    await admin.goto(ROUTE);
    await button(admin, "Add connection").click();
    const form = dialog(admin, "Add connection");
    await form.getByRole("radio", { name: vendor, exact: true }).check();
    await button(form, "Check token").click();
    await expect(form).toContainText("Paste the token");

    await box(form, "API token").fill(wrong);
    await button(form, "Check token").click();
    await expect(alertWith(form, `${vendor} refused this token`)).toBeVisible();
    await expect(box(form, "API token")).toHaveValue(wrong);
    await expect(button(form, "Save connection")).toHaveCount(0);
    await button(form, "Cancel").click();
    await expect(form).toBeHidden();
    expect(await (await admin.request.get(ROUTE)).text()).not.toContain(wrong.slice(-4));
  });
}

test("asks which organization where a token reaches several, and refuses one that is connected", async ({
  admin,
  tenant,
}) => {
  const titles = [unique("Halden North"), unique("Halden South")];
  const { token } = await tenant(
    gitbookOrganization({ organizationTitles: titles, teams: [] }, { organizations: 2 }),
  );
  await admin.goto(ROUTE);
  const form = dialog(admin, "Add connection");
  const checkToken = async () => {
    await button(admin, "Add connection").click();
    await form.getByRole("radio", { name: "GitBook", exact: true }).check();
    await box(form, "API token").fill(token);
    await button(form, "Check token").click();
    await expect(choice(form, "Organization")).toBeVisible();
  };
  await checkToken();
  await button(form, "Save connection").click();
  await expect(choice(form, "Organization")).toHaveAccessibleDescription("Choose what this token opens");
  await choice(form, "Organization").selectOption(titles[1] ?? "");
  await expect(box(form, "Label")).toHaveValue(titles[1] ?? "");
  await button(form, "Save connection").click();
  await expect(form).toBeHidden();
  await expect(rowOf(admin, "Connections", titles[1] ?? "")).toBeVisible();
  await expect(rowOf(admin, "Connections", titles[0] ?? "")).toHaveCount(0);

  await checkToken();
  await choice(form, "Organization").selectOption(titles[1] ?? "");
  await button(form, "Save connection").click();
  await expect(form).toContainText(`${titles[1]} is connected already`);
});

test("relabels in place, and not to nothing", async ({ admin, tenant }) => {
  const label = await connectByForm(admin, await tenant(paperspaceTeam()));
  const renamed = unique("Vision");
  await button(admin, `Relabel ${label}`).click();
  const field = box(admin, `Label of ${label}`);
  await field.fill("");
  await field.press("Enter");
  await expect(alertWith(admin, "Give it a label")).toBeVisible();
  await field.fill(renamed);
  await field.press("Enter");
  await expect(toast(admin, `${label} is now called ${renamed}`)).toBeVisible();
  await admin.reload();
  await expect(rowOf(admin, "Connections", renamed)).toBeVisible();
});

test("marks a refused token in its row, refuses a token of another team, and heals with one of the same", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  const other = await tenant(paperspaceTeam());
  const second = await tenant({
    ...paperspaceTeam(),
    aliasOf: own.token,
    tokenRole: "admin",
    overrides: { tokenUser: PIA.email },
  });
  const label = await connectByForm(admin, own);
  const row = rowOf(admin, "Connections", label);
  await expect(row).toContainText("5 members");
  await sandbox.revokeToken(own.token);
  await button(admin, `Check ${label}`).click();
  await expect(alertWith(admin, `Paperspace refused the token of ${label}`)).toBeVisible();
  await expect(row).toContainText("Token refused");
  await admin.reload();
  await expect(row).toContainText("Token refused");
  await expect(row).toContainText("5 members");

  await button(admin, `Replace token of ${label}`).click();
  const form = dialog(admin, `Replace token of ${label}`);
  await box(form, "API token").fill(other.token);
  await button(form, "Replace token").click();
  await expect(alertWith(form, `does not open the team ${own.teamName}`)).toBeVisible();
  await box(form, "API token").fill(own.token);
  await button(form, "Replace token").click();
  await expect(alertWith(form, "Paperspace refused this token")).toBeVisible();
  await box(form, "API token").fill(second.token);
  await button(form, "Replace token").click();
  await expect(form).toBeHidden();
  await expect(row).toContainText("Works");
  await expect(row).toContainText(PIA.name);
  await expect(row).toContainText(`…${second.token.slice(-4)}`);
});

test("checks a stored token: works, and a vendor that does not answer", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(gitbookOrganization());
  const label = await connectByForm(admin, own);
  await button(admin, `Check ${label}`).click();
  await expect(toast(admin, `The token of ${label} works`)).toBeVisible();

  await sandbox.setFaults(own.token, [{ route: "gitbook *", status: 503 }]);
  await button(admin, `Check ${label}`).click();
  await expect(alertWith(admin, `Could not check ${label}`)).toContainText("GitBook");
  await sandbox.clearFaults(own.token);
  await button(admin, `Check ${label}`).click();
  await expect(toast(admin, `The token of ${label} works`)).toBeVisible();
  await expect(rowOf(admin, "Connections", label)).toContainText("Works");
});

test("warns that a token may only look", async ({ admin, tenant }) => {
  const people = [as(OTTILIE, { role: "owner" }), as(IVO, { role: "admin" }), as(NOOR)];
  const { token } = await tenant(paperspaceTeam({ people }, { tokenRole: "member" }));
  await admin.goto(ROUTE);
  await button(admin, "Add connection").click();
  const form = dialog(admin, "Add connection");
  await box(form, "API token").fill(token);
  await button(form, "Check token").click();
  await expect(form).toContainText(`Token of ${NOOR.name}`);
  await expect(form).toContainText("This token may look and not change");
});

test("forgets a connection and its rows, and changes nothing at the vendor", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam());
  const label = await connectByForm(admin, own);
  await button(admin, `Delete ${label}`).click();
  const form = dialog(admin, `Delete ${label}?`);
  await expect(form).toContainText("Nothing changes on Paperspace");
  await button(form, "Cancel").click();
  await expect(rowOf(admin, "Connections", label)).toBeVisible();

  await button(admin, `Delete ${label}`).click();
  await button(form, "Delete connection").click();
  await expect(form).toBeHidden();
  await expect(rowOf(admin, "Connections", label)).toHaveCount(0);
  await admin.goto(`/teams?q=${encodeURIComponent(label)}`);
  await expect(admin.getByRole("heading", { level: 1, name: "Teams" })).toBeVisible();
  await expect(admin.getByRole("link", { name: label, exact: true })).toHaveCount(0);
  expect(await changesSent(sandbox, own.token)).toEqual([]);
  expect((await sandbox.state(own.token)).members).toHaveLength(5);
});
