import {
  as,
  gitbookOrganization,
  handbook,
  IVO,
  MEI,
  NOOR,
  OTTILIE,
  paperspaceTeam,
  RUTH,
  unique,
} from "./cast.ts";
import { connect, expect, openTeam, test } from "./fixtures.ts";
import { alertWith, box, button, changesSent, choice, dialog, rowOf, table, toast } from "./steps.ts";

const titles = (teams: { title: string }[]): string[] => teams.map((team) => team.title);
const search = (title: string): string => `/teams?q=${encodeURIComponent(title)}`;

test("makes a team with people of the organization in it", async ({ admin, sandbox, tenant }) => {
  const own = await tenant(gitbookOrganization({ teams: [] }));
  const title = unique("Field manuals");
  await connect(admin, own);
  await admin.goto("/teams");
  await button(admin, "New team").click();
  const form = dialog(admin, "New team");
  await choice(form, "Organization").selectOption(own.organizationTitle);
  await box(form, "Title").fill(title);
  await box(form, "Members").fill(`${NOOR.email}\n${MEI.email}`);
  await button(form, "Create team").click();
  await expect(toast(admin, `${title} was created in ${own.organizationTitle}`)).toBeVisible();
  await expect(form).toBeHidden();
  const { teams } = await sandbox.state(own.token);
  expect(teams).toMatchObject([{ title }]);
  expect(teams[0]?.members.map((member) => member.email).sort()).toEqual([MEI.email, NOOR.email]);
  expect(await changesSent(sandbox, own.token)).toEqual(["PUT /orgs/:org/teams"]);
  await admin.getByRole("searchbox", { name: "Filter teams" }).fill(title);
  await table(admin, "Teams").getByRole("link", { name: title, exact: true }).click();
  await expect(admin.getByRole("heading", { level: 1, name: title })).toBeVisible();
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  await expect(rowOf(admin, "Members", MEI.name)).toBeVisible();
});

test("refuses a title that is none or too long by the field, and one that is taken, and sends nothing", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const taken = unique("Handbook");
  const own = await tenant(gitbookOrganization({ teams: [handbook(taken)] }));
  await connect(admin, own);
  await openTeam(admin, taken);
  await admin.goto("/teams");
  await button(admin, "New team").click();
  const form = dialog(admin, "New team");
  await choice(form, "Organization").selectOption(own.organizationTitle);
  const title = box(form, "Title");
  await button(form, "Create team").click();
  await expect(title).toHaveAccessibleDescription(/Give the team a title/);
  await title.fill("x".repeat(65));
  await button(form, "Create team").click();
  await expect(title).toHaveAccessibleDescription(/at most 64 characters/);
  await title.fill(taken);
  await button(form, "Create team").click();
  await expect(form).toContainText(`${taken} is already taken`);
  await expect(title).toHaveValue(taken);
  expect(await changesSent(sandbox, own.token)).toEqual([]);

  // Taken since the last sync: the vendor says it, and so do we.
  const late = unique("Late");
  await sandbox.mutate(own.token, { op: "addTeam", team: { title: late } });
  await title.fill(late);
  await button(form, "Create team").click();
  await expect(form).toContainText(`${late} is already taken`);
  expect(titles((await sandbox.state(own.token)).teams).filter((one) => one === late)).toHaveLength(1);
});

test("renames in its row: Enter and blur save, Escape restores, unchanged sends nothing", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const before = unique("Handbook");
  // What all three have in common is what the list is filtered by.
  const suffix = before.slice(-6);
  const [second, third] = [`Manual ${suffix}`, `Guide ${suffix}`];
  const own = await tenant(gitbookOrganization({ teams: [handbook(before)] }));
  await connect(admin, own);
  await openTeam(admin, before);
  await admin.goto(`/teams?q=${suffix}`);
  const renames = async () =>
    (await changesSent(sandbox, own.token)).filter((route) => route === "PATCH /orgs/:org/teams/:team")
      .length;

  await button(admin, `Rename ${before}`).click();
  await box(admin, `Title of ${before}`).fill("Thrown away");
  await box(admin, `Title of ${before}`).press("Escape");
  await expect(box(admin, `Title of ${before}`)).toHaveCount(0);
  await expect(admin.getByRole("link", { name: before, exact: true })).toBeVisible();

  await button(admin, `Rename ${before}`).click();
  await box(admin, `Title of ${before}`).press("Enter");
  await expect(box(admin, `Title of ${before}`)).toHaveCount(0);
  await button(admin, `Rename ${before}`).click();
  await box(admin, `Title of ${before}`).blur();
  await expect(box(admin, `Title of ${before}`)).toHaveCount(0);

  await button(admin, `Rename ${before}`).click();
  await box(admin, `Title of ${before}`).fill(second);
  await box(admin, `Title of ${before}`).press("Enter");
  await expect(toast(admin, `${before} is now called ${second}`)).toBeVisible();
  await expect(admin.getByRole("link", { name: second, exact: true })).toBeVisible();
  expect(titles((await sandbox.state(own.token)).teams)).toEqual([second]);
  // Neither Escape nor what stayed the same was sent: this is the first.
  expect(await renames()).toBe(1);

  await button(admin, `Rename ${second}`).click();
  await box(admin, `Title of ${second}`).fill(third);
  await box(admin, `Title of ${second}`).blur();
  await expect(toast(admin, `${second} is now called ${third}`)).toBeVisible();
  expect(titles((await sandbox.state(own.token)).teams)).toEqual([third]);
  await button(admin, "Undo").click();
  await expect(toast(admin, `${third} is now called ${second}`)).toBeVisible();
  expect(titles((await sandbox.state(own.token)).teams)).toEqual([second]);
  expect(await renames()).toBe(3);
});

test("says that a new title is taken, and keeps what was typed", async ({ admin, sandbox, tenant }) => {
  const [one, two] = [unique("Handbook"), unique("Handbook")];
  const own = await tenant(gitbookOrganization({ teams: [handbook(one), handbook(two)] }));
  await connect(admin, own);
  await openTeam(admin, one);
  await admin.goto(search(one));
  await button(admin, `Rename ${one}`).click();
  const field = box(admin, `Title of ${one}`);
  await field.fill(two);
  await field.press("Enter");
  await expect(alertWith(admin, `${two} is already taken`)).toBeVisible();
  await expect(field).toHaveValue(two);
  await field.fill("");
  await field.press("Enter");
  await expect(alertWith(admin, "Give the team a title")).toBeVisible();
  await field.press("Escape");
  await expect(admin.getByRole("link", { name: one, exact: true })).toBeVisible();
  expect(titles((await sandbox.state(own.token)).teams).sort()).toEqual([one, two].sort());
});

test("deletes only what was typed", async ({ admin, sandbox, tenant }) => {
  const title = unique("Handbook");
  const own = await tenant(gitbookOrganization({ teams: [handbook(title)] }));
  await connect(admin, own);
  await openTeam(admin, title);
  await admin.goto(search(title));
  await button(admin, `Delete ${title}`).click();
  const form = dialog(admin, `Delete ${title}?`);
  await expect(form).toContainText("Its members lose what they can reach");
  const word = box(form, `Type ${title} to confirm`);
  await word.fill("Handbook");
  await button(form, "Delete team").click();
  await expect(word).toHaveAccessibleDescription(`This is not ${title}`);
  expect(titles((await sandbox.state(own.token)).teams)).toEqual([title]);
  await word.fill(title);
  await button(form, "Delete team").click();
  await expect(toast(admin, `${title} was deleted`)).toBeVisible();
  await expect(admin.getByRole("link", { name: title, exact: true })).toHaveCount(0);
  expect((await sandbox.state(own.token)).teams).toEqual([]);
  expect(await changesSent(sandbox, own.token)).toEqual(["DELETE /orgs/:org/teams/:team"]);
});

test("a team that is gone already was already gone; a refused deletion keeps the row", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const title = unique("Handbook");
  const own = await tenant(gitbookOrganization({ teams: [handbook(title)] }));
  await connect(admin, own);
  await openTeam(admin, title);
  await admin.goto(search(title));
  const reason = "Deleting teams is disabled by your plan";
  await sandbox.setFaults(own.token, [
    {
      route: "DELETE /orgs/:org/teams/:team",
      times: 1,
      status: 403,
      body: JSON.stringify({ error: { code: 403, message: reason } }),
    },
  ]);
  await button(admin, `Delete ${title}`).click();
  const form = dialog(admin, `Delete ${title}?`);
  await box(form, `Type ${title} to confirm`).fill(title);
  await button(form, "Delete team").click();
  await expect(form).toContainText(reason);
  expect(titles((await sandbox.state(own.token)).teams)).toEqual([title]);

  await sandbox.mutate(own.token, { op: "deleteTeam", teamId: own.teamId });
  await button(form, "Delete team").click();
  await expect(toast(admin, `${title} was already gone`)).toBeVisible();
  await expect(admin.getByRole("link", { name: title, exact: true })).toHaveCount(0);
});

test("filters by title, by vendor and by who manages a team", async ({ admin, tenant }) => {
  const word = unique("filter").replace(" ", "-");
  const [ivos, ruths] = [`Handbook ${word}`, `Manual ${word}`];
  // Whoever has the same address in another organization has the same id: this one is in no other.
  const ruth = { ...RUTH, lastName: word, email: `${word}@halden.example` };
  const docs = await tenant(
    gitbookOrganization({
      people: [as(OTTILIE, { orgRole: "admin" }), as(IVO), as(NOOR), as(MEI), as(ruth)],
      teams: [
        handbook(ivos, { owners: [IVO.email] }),
        handbook(ruths, { owners: [ruth.email], members: [NOOR.email] }),
      ],
    }),
  );
  const compute = await tenant(paperspaceTeam({ teamName: `Compute ${word}` }));
  await connect(admin, docs);
  await connect(admin, compute);
  await openTeam(admin, ivos);
  await admin.goto("/teams");
  await admin.getByRole("searchbox", { name: "Filter teams" }).fill(word);
  await expect(admin.getByText("3 teams", { exact: true })).toBeVisible();
  await expect(admin).toHaveURL(new RegExp(`q=${word}`));
  await expect(rowOf(admin, "Teams", compute.teamName)).toContainText("Paperspace");
  await expect(rowOf(admin, "Teams", ivos)).toContainText("GitBook");
  await expect(rowOf(admin, "Teams", ivos)).toContainText(docs.organizationTitle);

  await choice(admin, "Vendor").selectOption("Paperspace");
  await expect(admin.getByText("1 team", { exact: true })).toBeVisible();
  await expect(rowOf(admin, "Teams", compute.teamName)).toBeVisible();
  await choice(admin, "Vendor").selectOption({ index: 0 });
  await expect(admin.getByText("3 teams", { exact: true })).toBeVisible();
  await choice(admin, "Managed by").selectOption(`Ruth ${word}`);
  await expect(rowOf(admin, "Teams", ruths)).toBeVisible();
  await expect(rowOf(admin, "Teams", ivos)).toHaveCount(0);
  await admin.reload();
  await expect(rowOf(admin, "Teams", ruths)).toBeVisible();
  await expect(rowOf(admin, "Teams", ivos)).toHaveCount(0);
});

test("where the vendor can't, there are no such controls; where the token may not, they say why", async ({
  admin,
  tenant,
}) => {
  const compute = await tenant(paperspaceTeam());
  const title = unique("Handbook");
  const docs = await tenant(gitbookOrganization({ teams: [handbook(title)], tokenUser: NOOR.email }));
  await connect(admin, compute);
  await connect(admin, docs);
  await admin.goto(search(compute.teamName));
  await expect(rowOf(admin, "Teams", compute.teamName)).toBeVisible();
  await expect(button(admin, `Rename ${compute.teamName}`)).toHaveCount(0);
  await expect(button(admin, `Delete ${compute.teamName}`)).toHaveCount(0);

  await openTeam(admin, title);
  await admin.goto(search(title));
  const row = rowOf(admin, "Teams", title);
  await expect(row).toContainText("View only");
  await expect(button(admin, `Rename ${title}`)).toBeDisabled();
  await expect(button(admin, `Delete ${title}`)).toBeDisabled();
  await expect(button(admin, `Rename ${title}`)).toHaveAttribute("title", /token may read this team/);
  await button(admin, `Rename ${title}`).click({ force: true });
  await expect(box(admin, `Title of ${title}`)).toHaveCount(0);
});

test("/teams/{id} leads to the team's members, and an unknown team is no page", async ({ admin, tenant }) => {
  const own = await tenant(paperspaceTeam());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  const members = admin.url();
  await admin.goto(members.replace(/\/members.*$/, ""));
  await expect(admin).toHaveURL(members);
  await expect(table(admin, "Members")).toBeVisible();
  const answer = await admin.goto("/teams/no-such-team/members");
  expect(answer?.status()).toBe(404);
  await expect(admin.getByRole("heading", { level: 1 })).toBeVisible();
});
