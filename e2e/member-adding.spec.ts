import {
  as,
  gitbookOrganization,
  handbook,
  IVO,
  MEI,
  NOOR,
  OTTILIE,
  PIA,
  paperspaceTeam,
  RUTH,
} from "./cast.ts";
import { connect, expect, openTeam, test } from "./fixtures.ts";
import {
  alertWith,
  box,
  button,
  changesSent,
  choice,
  dialog,
  memberIn,
  rowOf,
  teamRoleIn,
  toast,
} from "./steps.ts";

test("GitBook: adds a pasted list of ids and e-mails in one go, and leaves out what is in it twice", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const teams = [handbook(undefined, { members: [MEI.email], owners: [IVO.email] })];
  const own = await tenant(gitbookOrganization({ teams }));
  const pia = await memberIn(sandbox, own.token, PIA.email);
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await button(admin, "Add members").click();
  const form = dialog(admin, /^Add members/);
  const list = box(form, "Emails or user IDs");
  await list.fill([NOOR.email, pia?.id, NOOR.email.toUpperCase(), MEI.email, OTTILIE.email].join("\n"));
  await choice(form, "Role").selectOption("Member");
  await button(form, "Add").click();
  await expect(form).toBeHidden();
  await expect(toast(admin, /Noor Haddad is now a member|3 people are in/)).toBeVisible();
  await expect(rowOf(admin, "Members", NOOR.name)).toBeVisible();
  await expect(rowOf(admin, "Members", PIA.name)).toBeVisible();
  for (const { email } of [NOOR, PIA, MEI, OTTILIE])
    expect(await teamRoleIn(sandbox, own, email)).toBe("member");
  expect(await teamRoleIn(sandbox, own, IVO.email)).toBe("owner");
  // Three people, one call.
  expect(await changesSent(sandbox, own.token)).toEqual(["PUT /orgs/:org/teams/:team/members"]);
});

test("GitBook: names each line that cannot be used, and sends nothing", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(gitbookOrganization());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await button(admin, "Add members").click();
  const form = dialog(admin, /^Add members/);
  await button(form, "Add").click();
  await expect(form).toBeVisible();
  await expect(box(form, "Emails or user IDs")).toHaveAttribute("aria-invalid", "true");
  const list = box(form, "Emails or user IDs");
  await list.fill([OTTILIE.email, "not an address@", NOOR.email].join("\n"));
  await button(form, "Add").click();
  await expect(form).toContainText("not an address@");
  await expect(form.getByRole("listitem").filter({ hasText: "not an address@" })).toContainText(/not an/i);
  await expect(form.getByRole("listitem").filter({ hasText: NOOR.name })).toContainText(/already/i);
  // What was typed stays.
  await expect(list).toHaveValue(/not an address@/);
  expect(await changesSent(sandbox, own.token)).toEqual([]);
  expect(await teamRoleIn(sandbox, own, OTTILIE.email)).toBeUndefined();
});

test("GitBook: people outside the organization are invited first, after a sentence about seats", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(gitbookOrganization());
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await button(admin, "Add members").click();
  const form = dialog(admin, /^Add members/);
  await box(form, "Emails or user IDs").fill(RUTH.email);
  await button(form, "Add").click();
  await expect(form).toContainText(RUTH.email);
  await expect(form).toContainText(/seat/);
  expect(await changesSent(sandbox, own.token)).toEqual([]);
  await button(form, "Invite and add").click();
  await expect(form).toBeHidden();
  await expect(toast(admin, RUTH.email)).toBeVisible();
  await expect(rowOf(admin, "Members", RUTH.email)).toBeVisible();
  expect(await memberIn(sandbox, own.token, RUTH.email)).toBeDefined();
  expect(await teamRoleIn(sandbox, own, RUTH.email)).toBe("member");
  expect(await changesSent(sandbox, own.token)).toEqual([
    "POST /orgs/:org/invites",
    "PUT /orgs/:org/teams/:team/members/:user",
  ]);
});

test("GitBook: an invitation that the vendor refuses is said, and what was typed stays", async ({
  admin,
  sandbox,
  tenant,
}) => {
  const own = await tenant(gitbookOrganization({ settings: { seatLimit: 5 } }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await button(admin, "Add members").click();
  const form = dialog(admin, /^Add members/);
  await box(form, "Emails or user IDs").fill(RUTH.email);
  await button(form, "Add").click();
  await button(form, "Invite and add").click();
  await expect(form).toContainText(/GitBook .*seat/i);
  await expect(box(form, "Emails or user IDs")).toHaveValue(RUTH.email);
  expect(await memberIn(sandbox, own.token, RUTH.email)).toBeUndefined();
  expect(await teamRoleIn(sandbox, own, RUTH.email)).toBeUndefined();
});

test("Paperspace: guides an invitation through the vendor's console, and shows when the person appears", async ({
  admin,
  sandbox,
  tenant,
}) => {
  await admin.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const own = await tenant(paperspaceTeam({ people: [as(OTTILIE, { role: "owner" }), as(NOOR)] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(button(admin, "Add members")).toHaveCount(0);
  await button(admin, "Invite").click();
  const form = dialog(admin, /^Invite/);
  const addresses = box(form, "Emails");
  await addresses.fill(`${RUTH.email}\nnot-an-address`);
  await button(form, "Copy addresses").click();
  await expect(form).toContainText(/not an e-mail address/i);
  await addresses.fill(RUTH.email);
  await button(form, "Copy addresses").click();
  await expect.poll(() => admin.evaluate(() => navigator.clipboard.readText())).toContain(RUTH.email);
  const consoleLink = form.getByRole("link", { name: /Paperspace/ });
  await expect(consoleLink).toHaveAttribute(
    "href",
    `https://console.paperspace.com/${own.namespace}/settings`,
  );
  await expect(consoleLink).toHaveAttribute("target", "_blank");
  await button(form, "I have sent the invitations").click();
  await expect(form).toBeHidden();
  await expect(admin.getByText(/^1 invited, not seen yet/)).toContainText(RUTH.email);
  expect(await changesSent(sandbox, own.token)).toEqual([]);

  await sandbox.mutate(own.token, { op: "addMember", person: as(RUTH, { invited: true }) });
  await button(admin, "Refresh").click();
  await expect(rowOf(admin, "Members", RUTH.email)).toContainText("Invited");
  await sandbox.mutate(own.token, { op: "acceptInvite", user: RUTH.email });
  await button(admin, "Refresh").click();
  await expect(rowOf(admin, "Members", RUTH.email)).toContainText("Active");
  await expect(alertWith(admin, "Could not refresh")).toHaveCount(0);
});
