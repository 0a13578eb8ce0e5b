import { setTimeout } from "node:timers/promises";
import type { PersonInput } from "#sandbox/types.ts";
import { as, OTTILIE, paperspaceTeam } from "./cast.ts";
import { connect, expect, openTeam, test } from "./fixtures.ts";
import { awake, button, choice, rowOf, table } from "./steps.ts";

const PEOPLE: PersonInput[] = ["zaneta", "yulia", "markup", "ada", "ivo", "mei", "noor", "pia"].map(
  (name) => ({
    firstName: name,
    lastName: "Person",
    email: `${name}@halden.example`,
    role: name === "ada" ? "owner" : "member",
  }),
);

test("rows that come at once come without a sign of waiting; those that do not are said to be on their way", async ({
  admin,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam({ people: PEOPLE }));
  await connect(admin, own);
  await openTeam(admin, own.teamName);
  await expect(admin.getByText("8 members", { exact: true })).toBeVisible();
  const search = admin.getByRole("searchbox", { name: "Search members" });
  const members = table(admin, "Members");
  const { pathname } = new URL(admin.url());
  await admin.evaluate(async (path) => {
    const everybody = await (await fetch(path)).json();
    const { fetch: asked } = window;
    // Answers at once, whatever else the machine has to do.
    window.fetch = async (input, init) => {
      const { pathname, searchParams } = new URL(String(input), location.href);
      const q = searchParams.get("q") ?? "";
      if (pathname !== path || !q.includes("@")) return asked(input, init);
      const rows = everybody.rows.filter(({ email }: { email: string }) => email.startsWith(q));
      return Response.json({ ...everybody, rows, total: rows.length });
    };
  }, `/api${pathname}`);
  await members.evaluate((shown) => {
    new MutationObserver(() => {
      shown.dataset.waited = "yes";
    }).observe(shown, { attributeFilter: ["aria-busy"] });
  });
  await search.fill("zaneta@");
  await expect(rowOf(admin, "Members", "zaneta@halden.example")).toBeVisible();
  await expect(admin.getByText("1 member", { exact: true })).toBeVisible();
  await expect(members).not.toHaveAttribute("data-waited");

  await admin.route(/\/members\?.*q=ma&/, async (route) => {
    await setTimeout(1_000);
    await route.continue();
  });
  await search.fill("ma");
  await expect(members).toHaveAttribute("aria-busy", "true");
  // What is typed on stays, whatever comes of what was typed before.
  await search.pressSequentially("rkup", { delay: 60 });
  await expect(rowOf(admin, "Members", "markup@halden.example")).toBeVisible();
  await expect(members).not.toHaveAttribute("aria-busy");
  await expect(search).toHaveValue("markup");
  await search.press("Escape");
  await expect(admin.getByText("8 members", { exact: true })).toBeVisible();
  await expect(search).toHaveValue("");
  await search.fill("yulia");
  await button(admin, "Clear filters").click();
  await expect(admin.getByText("8 members", { exact: true })).toBeVisible();
  await expect(search).toHaveValue("");
});

test("what was typed is given up for a link, also where that leads to the address that is shown", async ({
  admin,
  tenant,
}) => {
  const own = await tenant(paperspaceTeam({ people: [as(OTTILIE, { role: "owner" })] }));
  await connect(admin, own);
  await admin.goto("/people");
  const search = admin.getByRole("searchbox", { name: "Search people" });
  await awake(admin);
  await admin.route(/\/api\/people\?.*q=nobody/, async (route) => {
    await setTimeout(1_500);
    await route.continue().catch(() => undefined);
  });
  const links = [
    [admin.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^People/ }), /\/people$/],
    [
      admin.getByRole("navigation", { name: "Views" }).getByRole("link", { name: "Idle admins" }),
      /\/people\?/,
    ],
  ] as const;
  for (const [link, address] of links) {
    await search.fill("nobody");
    await link.click();
    await expect(search).toHaveValue("");
    await expect(admin).toHaveURL(address);
    // Nothing that was begun for it comes later.
    await setTimeout(2_000);
    await expect(search).toHaveValue("");
    await expect(admin).toHaveURL(address);
    await admin.goto("/people");
    await awake(admin);
  }
  await search.fill("nobody");
  await links[0][0].click();
  await setTimeout(2_000);
  await expect(admin.getByText("Nobody matches")).toHaveCount(0);
  await choice(admin, "Filter by status").selectOption("Active");
  await search.fill("nobody");
  await button(admin, "Clear filters").click();
  await expect(admin).toHaveURL(/\/people$/);
  await expect(search).toHaveValue("");
});
