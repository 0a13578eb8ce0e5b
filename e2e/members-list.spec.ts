import type { TeamFreshness } from "#lib/directory/teams/schema.ts";
import type { PersonInput } from "#sandbox/types.ts";
import { as, gitbookOrganization, handbook, IVO, MEI, NOOR, OTTILIE, PIA, paperspaceTeam } from "./cast.ts";
import { connect, expect, openOrganization, openTeam, test } from "./fixtures.ts";
import { button, choice, columnTexts, dialog, rowOf, table } from "./steps.ts";

const MANY_SCRIPTS: PersonInput[] = [
  { firstName: "Ada", lastName: "Zimmer", email: "ada@halden.example", role: "owner" },
  { firstName: "Żaneta", lastName: "Łukasiewicz", email: "zaneta@halden.example", role: "admin" },
  { firstName: "ليلى", lastName: "الحداد", email: "layla@halden.example", role: "member" },
  { firstName: "陈", lastName: "静", email: "jing.chen@halden.example", role: "member" },
  { firstName: "Юлия", lastName: "Ершова", email: "yulia@halden.example", role: "member" },
  { firstName: null, lastName: null, email: "no.name@halden.example", role: "member" },
  {
    firstName: "<img src=x onerror=alert(1)>",
    lastName: "B",
    email: "markup@halden.example",
    role: "member",
  },
  { firstName: null, lastName: null, email: "waiting@halden.example", invited: true, role: "member" },
];

test("lists people of many scripts, with names and without, and what each is", async ({ admin, tenant }) => {
  const own = await tenant(paperspaceTeam({ people: MANY_SCRIPTS }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(admin.getByText("8 members", { exact: true })).toBeVisible();
  await expect(rowOf(admin, "Members", "zaneta@halden.example")).toContainText("Żaneta Łukasiewicz");
  await expect(rowOf(admin, "Members", "layla@halden.example")).toContainText("ليلى الحداد");
  await expect(rowOf(admin, "Members", "jing.chen@halden.example")).toContainText("陈 静");
  // Markup in a name is text.
  await expect(rowOf(admin, "Members", "markup@halden.example")).toContainText(
    "<img src=x onerror=alert(1)>",
  );
  // Who has no name is called by the e-mail.
  await expect(admin.getByRole("checkbox", { name: "Select no.name@halden.example" })).toBeVisible();
  await expect(rowOf(admin, "Members", "waiting@halden.example")).toContainText("Invited");
  await expect(rowOf(admin, "Members", "ada@halden.example")).toContainText("Owner");
  await expect(admin).toHaveTitle(`${own.teamName} · Rollcall`);
});

test("the first rows stand in the server's HTML", async ({ admin, tenant }) => {
  const own = await tenant(paperspaceTeam({ people: MANY_SCRIPTS }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(admin.getByText("8 members", { exact: true })).toBeVisible();
  const html = await (await admin.request.get(new URL(admin.url()).pathname)).text();
  const body = html.slice(0, html.indexOf("</table>"));
  for (const { email } of MANY_SCRIPTS) expect(body).toContain(email);
  expect(html).not.toContain("<img src=x");
});

test("asks once for the rows of a filter, before and after it is rendered", async ({ admin, tenant }) => {
  const own = await tenant(paperspaceTeam({ people: MANY_SCRIPTS }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(admin.getByText("8 members", { exact: true })).toBeVisible();
  // A list that is still being read is asked for again whenever it has grown.
  const { pathname } = new URL(admin.url());
  const isRead = async (): Promise<boolean> => {
    const answer = await admin.request.get(`/api${pathname.replace(/members$/, "freshness")}`);
    const { members } = (await answer.json()) as TeamFreshness;
    return members?.syncedAt !== undefined && !members.running;
  };
  await expect.poll(isRead).toBe(true);
  await admin.reload();
  await expect(admin.getByText("8 members", { exact: true })).toBeVisible();
  const asked: string[] = [];
  admin.on("request", (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (/^\/api\/teams\/[^/]+\/members$/.test(pathname)) asked.push(searchParams.get("q") ?? "");
  });
  await admin.getByRole("searchbox", { name: "Search members" }).fill("zaneta");
  await expect(admin.getByText("1 member", { exact: true })).toBeVisible();
  await expect(rowOf(admin, "Members", "zaneta@halden.example")).toBeVisible();
  expect(asked.filter((q) => q === "zaneta")).toHaveLength(1);
});

test("what was searched for is there again after the page is loaded again", async ({ admin, tenant }) => {
  const own = await tenant(paperspaceTeam({ people: MANY_SCRIPTS }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(admin.getByText("8 members", { exact: true })).toBeVisible();
  await admin.getByRole("searchbox", { name: "Search members" }).fill("zaneta");
  await admin.waitForFunction(() => document.querySelectorAll("tbody tr").length === 1);
  // Some frames later its address says so, however long a frame takes here.
  const address = await admin.evaluate(async () => {
    for (let frame = 0; frame < 8; frame++) await new Promise(requestAnimationFrame);
    return window.location.search;
  });
  expect(address).toContain("q=zaneta");
  await admin.reload();
  await expect(admin.getByText("1 member", { exact: true })).toBeVisible();
});

test("searches, filters by role and sorts by a header, with the state in the address", async ({
  admin,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam({ people: MANY_SCRIPTS }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  const search = admin.getByRole("searchbox", { name: "Search members" });

  await search.fill("łUKASIEWICZ");
  await expect(admin.getByText("1 member", { exact: true })).toBeVisible();
  await expect(rowOf(admin, "Members", "Żaneta")).toBeVisible();
  await expect(admin).toHaveURL(/[?&]q=/);
  await search.fill("nobody of that name");
  await expect(admin.getByText("0 members", { exact: true })).toBeVisible();
  await expect(admin.getByText("Nobody matches")).toBeVisible();
  await search.fill("");
  await expect(admin.getByText("8 members", { exact: true })).toBeVisible();

  await choice(admin, "Filter by role").selectOption("Admin");
  await expect(admin.getByText("1 member", { exact: true })).toBeVisible();
  await expect(rowOf(admin, "Members", "zaneta@halden.example")).toBeVisible();
  await choice(admin, "Filter by role").selectOption("Member");
  await expect(admin.getByText("6 members", { exact: true })).toBeVisible();

  const byEmail = table(admin, "Members").getByRole("columnheader", { name: "E-mail" });
  await byEmail.getByRole("button").click();
  await expect(byEmail).toHaveAttribute("aria-sort", "ascending");
  const ascending = MANY_SCRIPTS.filter((person) => person.role === "member")
    .map((person) => person.email ?? "")
    .sort();
  await expect.poll(() => columnTexts(admin, "Members", "E-mail")).toEqual(ascending);
  await byEmail.getByRole("button").click();
  await expect(byEmail).toHaveAttribute("aria-sort", "descending");
  await expect.poll(() => columnTexts(admin, "Members", "E-mail")).toEqual(ascending.toReversed());
  await expect(admin).toHaveURL(/dir=desc/);

  await admin.reload();
  await expect(byEmail).toHaveAttribute("aria-sort", "descending");
  await expect(admin.getByText("6 members", { exact: true })).toBeVisible();
  expect(await columnTexts(admin, "Members", "E-mail")).toEqual(ascending.toReversed());
});

test("scrolls through more people than fit, and counts them", async ({ admin, tenant }) => {
  const own = await tenant({ vendor: "paperspace", members: 260, profile: "plain", secrets: 0 });
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(admin.getByText("260 members", { exact: true })).toBeVisible();
  await table(admin, "Members").getByRole("row").nth(1).press("End");
  await expect(rowOf(admin, "Members", "member-0260@halden.example")).toBeInViewport();
  await expect(rowOf(admin, "Members", "member-0001@halden.example")).toHaveCount(0);
});

test("the details of a row show every field that GitBook returns", async ({ admin, tenant }) => {
  const own = await tenant(
    gitbookOrganization({
      people: [
        as(OTTILIE, { orgRole: "admin" }),
        {
          id: "user_noor-1",
          firstName: NOOR.firstName,
          lastName: NOOR.lastName,
          email: NOOR.email,
          orgRole: "review",
          disabled: true,
          sso: true,
          joinedAt: "2024-03-05T10:20:30.000Z",
          lastActiveAt: "2025-06-07T08:09:10.000Z",
          photoUrl: "https://pictures.halden.example/noor.png",
        },
      ],
      teams: [{ title: handbook().title, members: [NOOR.email] }],
    }),
  );
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await button(admin, `Details of ${NOOR.name}`).click();
  const details = admin.getByRole("region", { name: `Details of ${NOOR.name}` });
  for (const said of [
    NOOR.email,
    "user_noor-1",
    "Review",
    "Disabled",
    "5 Mar 2024",
    "7 Jun 2025",
    "https://pictures.halden.example/noor.png",
  ])
    await expect(details).toContainText(said);
  const terms = await details.getByRole("term").allInnerTexts();
  expect(terms).toEqual(
    expect.arrayContaining(["Role", "Status", "Joined", "Last active", "Single sign-on", "Spaces", "Teams"]),
  );
  await admin.keyboard.press("Escape");
  await expect(details).toBeHidden();
  await expect(button(admin, `Details of ${NOOR.name}`)).toBeFocused();
});

test("the details of a row show every field that Paperspace returns", async ({ admin, tenant }) => {
  const person: PersonInput = {
    id: "u1noor",
    firstName: NOOR.firstName,
    lastName: NOOR.lastName,
    email: NOOR.email,
    role: "admin",
    joinedAt: "2024-03-05T10:20:30.000Z",
    lastActiveAt: "2025-06-07T08:09:10.000Z",
    photoUrl: "https://pictures.halden.example/noor.png",
  };
  const own = await tenant(paperspaceTeam({ people: [as(OTTILIE, { role: "owner" }), person] }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await button(admin, `Details of ${NOOR.name}`).click();
  const details = admin.getByRole("region", { name: `Details of ${NOOR.name}` });
  for (const said of [
    NOOR.email,
    "u1noor",
    "Admin",
    "Active",
    "5 Mar 2024",
    "7 Jun 2025",
    "https://pictures.halden.example/noor.png",
  ])
    await expect(details).toContainText(said);
});

test("controls of two people of one name are told apart by the e-mail", async ({ admin, tenant }) => {
  const twin = { firstName: NOOR.firstName, lastName: NOOR.lastName, role: "member" } as const;
  const own = await tenant(
    paperspaceTeam({
      people: [
        as(OTTILIE, { role: "owner" }),
        { ...twin, email: "noor.one@halden.example" },
        { ...twin, email: "noor.two@halden.example" },
      ],
    }),
  );
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await button(admin, `Remove ${NOOR.name} (noor.two@halden.example)`).click();
  await expect(dialog(admin, `Remove ${NOOR.name} (noor.two@halden.example)?`)).toBeVisible();
  await expect(button(admin, `Remove ${NOOR.name}`)).toHaveCount(0);
});

test("an organization's people are listed, those in no team too", async ({ admin, tenant }) => {
  const own = await tenant(gitbookOrganization());
  await connect(admin, own);
  await openOrganization(admin, own.organizationTitle);
  await expect(admin.getByText("5 members", { exact: true })).toBeVisible();
  for (const { name } of [OTTILIE, PIA, IVO, NOOR, MEI])
    await expect(rowOf(admin, "Members", name)).toBeVisible();
});
