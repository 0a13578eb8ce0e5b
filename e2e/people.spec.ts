import { randomBytes } from "node:crypto";
import type { Locator, Page } from "@playwright/test";
import type { TenantDescription } from "#sandbox/types.ts";
import { as, gitbookOrganization, OTTILIE, paperspaceTeam, type Someone, unique } from "./cast.ts";
import { connect, expect, expectNoAxeFindings, openTeam, test } from "./fixtures.ts";
import {
  alertWith,
  awake,
  box,
  button,
  choice,
  dialog,
  expectChosen,
  filterByTeam,
  memberIn,
  roleOf,
  rowOf,
  table,
  teamRoleIn,
  toast,
} from "./steps.ts";

/** Somebody whom no other test knows: all tests share one server, and people are joined over all its teams. */
function newcomer(firstName: string, family: string): Someone {
  const lastName = `${family}${randomBytes(3).toString("hex")}`;
  const email = `${firstName}.${lastName}@halden.example`.toLowerCase();
  return { firstName, lastName, name: `${firstName} ${lastName}`, email };
}

type Make = (options: ReturnType<typeof paperspaceTeam>) => Promise<TenantDescription>;

/** Dana is on both vendors, Eli on Paperspace alone, Fay on GitBook alone. Both are connected and read. */
async function bothVendors(page: Page, tenant: Make) {
  const dana = newcomer("Dana", "Ek");
  const eli = newcomer("Eli", "Ro");
  const fay = newcomer("Fay", "Lund");
  const paperspace = await tenant(
    paperspaceTeam({
      people: [
        as(OTTILIE, { role: "owner" }),
        as(dana, { role: "admin" }),
        as(eli),
        as(newcomer("Ada", "Bo"), { role: "admin" }),
      ],
    }),
  );
  const title = unique("Handbook");
  const gitbook = await tenant(
    gitbookOrganization({
      people: [
        as(OTTILIE, { orgRole: "admin" }),
        as({ ...dana, email: dana.email.toUpperCase() }, { orgRole: "edit" }),
        as(fay, { orgRole: "read" }),
      ],
      teams: [{ title, members: [dana.email.toUpperCase(), fay.email], owners: [] }],
    }),
  );
  await connect(page, paperspace);
  await connect(page, gitbook);
  // Read by the syncs that connecting began: the page follows them.
  await page.goto(`/people?in=only-gitbook&q=${fay.lastName}`);
  await expect(personRow(page, fay.name)).toBeVisible();
  await page.goto(`/people?in=both&q=${dana.lastName}`);
  await expect(personRow(page, dana.name)).toBeVisible();
  return { dana, eli, fay, paperspace, gitbook };
}

const find = async (page: Page, text: string): Promise<void> => {
  await page.goto("/people");
  await page.getByRole("searchbox", { name: "Search people" }).fill(text);
  await expect(page).toHaveURL(/q=/);
};
const personRow = (page: Page, name: string): Locator => rowOf(page, "People", name);

/** A line of a person's recent changes. */
const history = (page: Page, words: string): Locator =>
  page.getByRole("region", { name: "Recent changes" }).getByText(words);

async function openPerson(page: Page, someone: Someone): Promise<void> {
  await find(page, someone.lastName);
  await personRow(page, someone.name).getByRole("link", { name: someone.name }).click();
  await expect(page.getByRole("heading", { level: 1, name: someone.name })).toBeVisible();
}

test("one row a person over both vendors, found by name, e-mail and id", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const { dana, eli, paperspace } = await bothVendors(admin, tenant);
  await admin.goto("/people");
  await expect(admin).toHaveTitle("People · Rollcall");
  await expect(admin.getByRole("heading", { level: 1, name: "People" })).toBeVisible();
  for (const text of [dana.lastName, dana.email.toUpperCase()]) {
    await find(admin, text);
    await expect(personRow(admin, dana.name)).toHaveCount(1);
    await expect(admin.getByText("1 person", { exact: false })).toBeVisible();
  }
  const id = (await memberIn(sandbox, paperspace.token, eli.email))?.id ?? "nobody";
  await find(admin, id);
  await expect(personRow(admin, eli.name)).toBeVisible();
});

test("filtered by vendor, by team and by role; a team that is filtered by has a column", async ({
  admin,
  tenant,
}) => {
  const { dana, eli, fay, paperspace } = await bothVendors(admin, tenant);
  await find(admin, dana.lastName);
  const vendor = choice(admin, "Filter by vendor");
  await vendor.selectOption("On both");
  await expect(personRow(admin, dana.name)).toBeVisible();
  await vendor.selectOption("Only on GitBook");
  await expect(admin.getByRole("heading", { name: "Nobody matches" })).toBeVisible();
  await admin.goto(`/people?q=${fay.lastName}&in=only-gitbook`);
  await expect(personRow(admin, fay.name)).toBeVisible();
  await expect(vendor.getByRole("option", { selected: true })).toHaveText("Only on GitBook");

  // A team that is filtered by has the first column; its cells say the role.
  await admin.goto("/people");
  await filterByTeam(admin, paperspace.teamName);
  await expect(admin).toHaveURL(/team=/);
  await expect(
    table(admin, "People").getByRole("columnheader", { name: `${paperspace.teamName}, Paperspace` }),
  ).toBeVisible();
  await expect(personRow(admin, dana.name)).toContainText("Admin");
  await expect(personRow(admin, fay.name)).toHaveCount(0);
  await choice(admin, "Filter by role").selectOption("Member");
  await expect(personRow(admin, eli.name)).toBeVisible();
  await expect(personRow(admin, dana.name)).toHaveCount(0);
  await admin.reload();
  await expect(personRow(admin, eli.name)).toBeVisible();
  await expect(personRow(admin, dana.name)).toHaveCount(0);
});

test("somebody invited, somebody without an address, look-alikes: none is taken for another", async ({
  admin,
  tenant,
}) => {
  const real = newcomer("Kim", "Sato");
  const waiting = newcomer("Wim", "Aal");
  const nameless = newcomer("Noa", "Wit");
  const people = [
    as(OTTILIE, { role: "owner" }),
    as(real),
    as({ ...real, email: real.email.replace("kim", "\uFF4Bim") }),
    as({ ...real, email: real.email.replace("kim", "k\u0456m") }),
    as(waiting, { invited: true, firstName: null, lastName: null }),
  ];
  const paperspace = await tenant(paperspaceTeam({ people }));
  const gitbook = await tenant(
    gitbookOrganization({
      people: [
        as(OTTILIE, { orgRole: "admin" }),
        as(nameless, { email: null, orgRole: "read", disabled: true }),
      ],
      teams: [],
    }),
  );
  await connect(admin, paperspace);
  await connect(admin, gitbook);
  await openTeam(admin, paperspace.teamName);
  await expect(rowOf(admin, "Members", waiting.email)).toBeVisible();
  await find(admin, real.lastName);
  await expect(personRow(admin, real.name)).toHaveCount(3);
  const links = table(admin, "People").getByRole("link", { name: real.name });
  const addresses = await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")));
  expect(new Set(addresses).size).toBe(3);

  await find(admin, waiting.lastName);
  await expect(personRow(admin, waiting.email)).toContainText("Invited");
  await choice(admin, "Filter by status").selectOption("Invited more than 3 days");
  await expect(admin.getByRole("heading", { name: "Nobody matches" })).toBeVisible();
  await choice(admin, "Filter by status").selectOption("Invited");
  await expect(personRow(admin, waiting.email)).toBeVisible();

  await find(admin, nameless.lastName);
  await expect(personRow(admin, nameless.name)).toContainText("no e-mail from GitBook");
  await expect(personRow(admin, nameless.name)).toContainText("Disabled");
});

test("a pasted list says who is there and who is not, and can be copied", async ({ admin, tenant }) => {
  await admin.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const { dana, fay } = await bothVendors(admin, tenant);
  await admin.goto("/people");
  const stranger = newcomer("Nobody", "Here").email;
  const list = [dana.email, `Fay <${fay.email}>`, stranger, dana.email.toUpperCase(), "not@an address"].join(
    "\n",
  );
  await admin.evaluate((text) => navigator.clipboard.writeText(text), list);
  await admin.getByRole("searchbox", { name: "Search people" }).focus();
  await admin.keyboard.press("ControlOrMeta+V");
  const form = dialog(admin, "Find a list");
  await expect(box(form, "Emails or user IDs")).toHaveValue(list);
  await button(form, "Find").click();
  await expect(form).toContainText("2 found, 2 not found");
  await expect(form.getByRole("list", { name: "Not found", exact: true })).toContainText(stranger);
  await button(form, "Copy not found").click();
  await expect(toast(admin, "Copied 2 addresses not found")).toBeVisible();
  expect(await admin.evaluate(() => navigator.clipboard.readText())).toBe(`${stranger}\nnot@an address`);
  await form.getByRole("list", { name: "Found", exact: true }).getByRole("link", { name: dana.name }).click();
  await expect(admin.getByRole("heading", { level: 1, name: dana.name })).toBeVisible();
});

test("a list that is too long is refused, and what was typed stays", async ({ admin }) => {
  await admin.goto("/people");
  await button(admin, "Find a list").click();
  const form = dialog(admin, "Find a list");
  const many = Array.from({ length: 2_001 }, (_, index) => `a${index}@b.c`).join(",");
  await box(form, "Emails or user IDs").fill(many);
  await button(form, "Find").click();
  await expect(form).toContainText("Look for at most 2,000 people at once");
  await expect(box(form, "Emails or user IDs")).toHaveValue(many);
});

test("the person's page: every membership, roles in place on both vendors", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const { dana, paperspace, gitbook } = await bothVendors(admin, tenant);
  await openPerson(admin, dana);
  await expect(admin).toHaveTitle(`${dana.name} · Rollcall`);
  for (const name of [paperspace.teamName, gitbook.teamName, gitbook.organizationTitle])
    await expect(rowOf(admin, "Memberships", name).first()).toBeVisible();

  await roleOf(admin, paperspace.teamName).selectOption("Member");
  await expect(toast(admin, `${dana.name} is now a member of ${paperspace.teamName}`)).toBeVisible();
  expect(await memberIn(sandbox, paperspace.token, dana.email)).toMatchObject({ role: "member" });
  await expect(history(admin, `Became a member of ${paperspace.teamName}`)).toBeVisible();

  await roleOf(admin, gitbook.teamName).selectOption("Owner");
  await expect(toast(admin, `${dana.name} is now an owner of ${gitbook.teamName}`)).toBeVisible();
  await expectChosen(roleOf(admin, gitbook.teamName), "Owner");
  expect(await teamRoleIn(sandbox, gitbook, dana.email.toUpperCase())).toBe("owner");

  await choice(admin, `Organization role of ${gitbook.organizationTitle}`).selectOption("Review");
  await expect(
    toast(admin, `${dana.name} now has the role Review in ${gitbook.organizationTitle}`),
  ).toBeVisible();
});

test("the person's page: removal on both vendors, and what was done stays in the history", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const { dana, paperspace, gitbook } = await bothVendors(admin, tenant);
  await openPerson(admin, dana);
  // The other rows stay as they are while one goes.
  await button(admin, `Remove ${gitbook.teamName}`).click();
  const form = dialog(admin, `Remove ${dana.name}?`);
  await expect(form).toContainText(gitbook.teamName);
  await button(form, "Remove member").click();
  await expect(toast(admin, `${dana.name} was removed from ${gitbook.teamName}`)).toBeVisible();
  await expect(roleOf(admin, gitbook.teamName)).toHaveCount(0);
  await expect(history(admin, `Removed from ${gitbook.teamName}`)).toBeVisible();
  expect(await teamRoleIn(sandbox, gitbook, dana.email.toUpperCase())).toBeUndefined();

  await button(admin, `Remove ${paperspace.teamName}`).click();
  // Pressed before it warns, it would show the warning first.
  await expect(form).toContainText("API keys, SSH keys and machine credentials");
  await button(form, "Remove member").click();
  await expect(roleOf(admin, paperspace.teamName)).toHaveCount(0);
  expect(await memberIn(sandbox, paperspace.token, dana.email)).toBeUndefined();
  await find(admin, dana.lastName);
  await choice(admin, "Filter by vendor").selectOption("Only on GitBook");
  await expect(personRow(admin, dana.name)).toBeVisible();
});

test("a role that is refused stays as it was, with the vendor's reason", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const { eli, paperspace } = await bothVendors(admin, tenant);
  await sandbox.setFaults(paperspace.token, [
    {
      route: "PUT /teams/:id/users/:userId",
      status: 403,
      body: JSON.stringify({ code: "FORBIDDEN", message: "Your plan allows three administrators" }),
    },
  ]);
  await openPerson(admin, eli);
  await roleOf(admin, paperspace.teamName).selectOption("Admin");
  await expect(alertWith(admin, "Your plan allows three administrators")).toBeVisible();
  await expectChosen(roleOf(admin, paperspace.teamName), "Member");
  expect(await memberIn(sandbox, paperspace.token, eli.email)).toMatchObject({ role: "member" });
});

test("two are linked by hand into one person, and parted again", async ({ admin, tenant }) => {
  const { eli, fay, paperspace, gitbook } = await bothVendors(admin, tenant);
  await openPerson(admin, eli);
  await button(admin, "More actions").click();
  await button(admin, "Link another person").click();
  const form = dialog(admin, "Link another person");
  await button(form, "Link person").click();
  await expect(form).toContainText("Find somebody and choose them.");
  await box(form, "Name, e-mail or id").fill(fay.lastName);
  await form.getByRole("radio", { name: fay.name }).check();
  await button(form, "Link person").click();
  await expect(toast(admin, `${fay.name} and ${eli.name} are one person now`)).toBeVisible();
  await expect(rowOf(admin, "Memberships", paperspace.teamName)).toBeVisible();
  await expect(rowOf(admin, "Memberships", gitbook.teamName)).toBeVisible();
  await expect(history(admin, `Linked ${fay.name} to ${eli.name}`)).toBeVisible();

  await find(admin, fay.lastName);
  await expect(personRow(admin, eli.name)).toBeVisible();
  await expect(personRow(admin, fay.name)).toHaveCount(0);
  // A sync does not part them.
  await openTeam(admin, gitbook.teamName);
  await button(admin, "Refresh").click();
  await find(admin, eli.lastName);
  await personRow(admin, eli.name).getByRole("link", { name: eli.name }).click();
  await button(admin, `Unlink ${fay.email}`).click();
  await expect(toast(admin, `${fay.email} is a person of their own again`)).toBeVisible();
  await expect(rowOf(admin, "Memberships", gitbook.teamName)).toHaveCount(0);
  await find(admin, fay.lastName);
  await expect(personRow(admin, fay.name)).toBeVisible();
});

test("which teams have the first columns is chosen by hand, and kept in this browser", async ({
  admin,
  tenant,
}) => {
  const { dana, gitbook } = await bothVendors(admin, tenant);
  const first = table(admin, "People")
    .getByRole("columnheader", { name: /, GitBook$/ })
    .first();
  await find(admin, dana.lastName);
  await expect(personRow(admin, dana.name)).toBeVisible();
  const isTeamFirst = (await first.textContent())?.includes(gitbook.teamName);
  const other = isTeamFirst ? gitbook.organizationTitle : gitbook.teamName;
  await button(admin, "Team columns").click();
  const form = dialog(admin, "Team columns");
  await box(form, "Find a team").fill(other);
  await form.getByRole("checkbox", { name: new RegExp(other) }).check();
  await expect(form).toContainText("1 chosen");
  await expectNoAxeFindings(admin);
  await button(form, "Save columns").click();
  await expect(form).toHaveCount(0);
  await expect(first).toContainText(other);
  await admin.reload();
  await expect(first).toContainText(other);
  await button(admin, "Team columns").click();
  await form.getByRole("checkbox", { name: new RegExp(other) }).uncheck();
  await button(form, "Save columns").click();
  await expect(first).not.toContainText(other);
});

test("somebody nobody knows is not found", async ({ admin }) => {
  const answer = await admin.goto("/people/00000000000000000000000000");
  expect(answer?.status()).toBe(404);
  expect((await admin.request.get("/api/people/00000000000000000000000000")).status()).toBe(404);
});

test("by keyboard: g p, a row opens with Enter; the palette leads to a person", async ({ admin, tenant }) => {
  const { dana } = await bothVendors(admin, tenant);
  await admin.goto("/");
  await admin.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await awake(admin);
  await admin.keyboard.press("g");
  await admin.keyboard.press("p");
  await expect(admin.getByRole("heading", { level: 1, name: "People" })).toBeVisible();
  await admin.keyboard.press("/");
  await admin.keyboard.type(dana.lastName);
  await expect(personRow(admin, dana.name)).toBeVisible();
  await expect(table(admin, "People").getByRole("row")).toHaveCount(2);
  await personRow(admin, dana.name).focus();
  await admin.keyboard.press("Enter");
  await expect(admin.getByRole("heading", { level: 1, name: dana.name })).toBeVisible();
  await admin.goto("/");
  await admin.keyboard.press("ControlOrMeta+K");
  await admin.getByRole("combobox").fill(dana.lastName);
  await admin.getByRole("option", { name: dana.name }).click();
  await expect(admin.getByRole("heading", { level: 1, name: dana.name })).toBeVisible();
});

for (const width of [1280, 390])
  test(`axe finds nothing on people and a person, ${width} px`, async ({ admin, tenant }) => {
    const { dana } = await bothVendors(admin, tenant);
    await admin.setViewportSize({ width, height: 844 });
    await admin.goto(`/people?q=${dana.lastName}`);
    await expect(personRow(admin, dana.name)).toBeVisible();
    await expectNoAxeFindings(admin);
    await personRow(admin, dana.name).getByRole("link", { name: dana.name }).click();
    await expect(admin.getByRole("heading", { level: 1, name: dana.name })).toBeVisible();
    await expectNoAxeFindings(admin);
    await button(admin, "More actions").click();
    await expectNoAxeFindings(admin);
    await button(admin, "Link another person").click();
    await expect(dialog(admin, "Link another person")).toBeVisible();
    await expectNoAxeFindings(admin);
  });

test("who may only look is told so, and the server refuses", async ({ browser, running, tenant, admin }) => {
  const { dana } = await bothVendors(admin, tenant);
  await openPerson(admin, dana);
  const url = admin.url();
  await admin.goto("/settings/users");
  await button(admin, "Invite user").click();
  const email = `${unique("viewer").replaceAll(" ", "-")}@rollcall.example`;
  await box(dialog(admin, /Invite/), "Email").fill(email);
  await choice(dialog(admin, /Invite/), "Role").selectOption("Viewer");
  await button(dialog(admin, /Invite/), "Create invite link").click();
  const link = await box(admin, "Invite link").inputValue();
  const context = await browser.newContext({ baseURL: running.url });
  const page = await context.newPage();
  await page.goto(link);
  await page.getByLabel("Name").fill("Vera Viewer");
  await page.getByLabel("Password").fill("only looking at the people here");
  await button(page, "Join").click();
  await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
  await page.goto(url);
  await button(page, "More actions").click();
  await expect(button(page, "Link another person")).toHaveAttribute("aria-disabled", "true");
  await expect(page.getByRole("table", { name: "Memberships" }).getByRole("combobox")).toHaveCount(0);
  await context.close();
});
