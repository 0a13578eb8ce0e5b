import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { as, NOOR, OTTILIE, paperspaceTeam, uniqueSecret } from "./cast.ts";
import { ADMIN, connect, expect, openTeam, test } from "./fixtures.ts";
import { openTeamId, rowOf } from "./steps.ts";

const app = path.resolve(import.meta.dirname, "..", "app");
const routesOf = (file: "page.tsx" | "route.ts"): string[] =>
  globSync(`**/${file}`, { cwd: app }).map(
    (found) => `/${path.dirname(found)}`.replaceAll(/\/\([^)]+\)/g, "").replace(/\/\.?$/, "") || "/",
  );
/** Whether a route answers GET: the others are readings and uploads, by POST. */
const answersGet = (route: string): boolean =>
  /export const GET\b/.test(readFileSync(path.join(app, `${route}/route.ts`), "utf8"));
/** For people without a session: signing in, links, health. */
// Links in mails and calendars are opened by their tokens; what the API says to strangers is the same for everybody.
const OPEN =
  /^\/(sign-in|setup|join\/|reset\/|stop\/|api\/auth\/|api\/(health|ready|metrics)|api\/notices\/stop\/|api\/calendar\/|api\/v1\/(openapi|roster\.schema|\[\.\.\.rest\]))/;

test("without a session no page, no list and no form of them gives anything away", async ({
  admin,
  playwright,
  running,
  tenant,
}) => {
  const secret = uniqueSecret("HIDDEN");
  const own = await tenant(
    paperspaceTeam({ people: [as(OTTILIE, { role: "owner" }), as(NOOR)], secrets: [{ name: secret }] }),
  );
  await connect(admin, own);
  await openTeam(admin, own.teamName, "Secrets");
  await expect(rowOf(admin, "Secrets", secret)).toBeVisible();
  const teamId = openTeamId(admin);
  const names = [NOOR.name, NOOR.email, OTTILIE.email, own.teamName, secret, ADMIN.email, own.token];
  const real = (route: string): string => route.replace("[id]", teamId).replaceAll(/\[[^\]]+\]/g, "some-id");

  const pages = routesOf("page.tsx").filter((route) => !OPEN.test(route));
  const apis = routesOf("route.ts").filter((route) => !OPEN.test(route));
  expect(pages).toEqual(expect.arrayContaining(["/", "/teams", "/secrets", "/activity", "/settings/users"]));
  expect(apis).toEqual(expect.arrayContaining(["/api/teams", "/api/secrets", "/api/connections"]));
  // The lists are worth hiding: with a session they do show these names.
  expect(await (await admin.request.get(`/api/teams/${teamId}/members`)).text()).toContain(NOOR.email);

  const stranger = await playwright.request.newContext({ baseURL: running.url });
  const FORMS: Record<string, string>[] = [
    {},
    { RSC: "1" },
    // Answered with the shape of the page's address alone.
    { RSC: "1", "Next-Router-Prefetch": "1" },
    { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
    { Cookie: "next-auth.session-token=made-up; __Secure-next-auth.session-token=made-up" },
  ];
  for (const route of [...pages, ...apis]) {
    const isApi = route.startsWith("/api/");
    for (const headers of FORMS)
      for (const query of ["", "?_rsc=1"]) {
        // What takes a file or answers a reading by POST is asked as its page would ask.
        const ask = (path: string) =>
          isApi && !answersGet(route)
            ? stranger.post(path, { headers: { ...headers, Origin: running.url }, data: "a@x.io" })
            : stranger.get(path, { headers, maxRedirects: 0 });
        const what = `${route}${query} ${JSON.stringify(headers)}`;
        let answer = await ask(real(route) + query);
        let body = await answer.text();
        // Next sends a request for its own format to the address with its mark first.
        const { location = "" } = answer.headers();
        if (location.includes("_rsc") && !location.includes("/sign-in")) {
          answer = await ask(location);
          body += await answer.text();
        }
        for (const name of names) expect(body.includes(name), `${what} says ${name}`).toBe(false);
        if (isApi) expect(answer.status(), what).toBe(401);
        else if (answer.status() !== 200) {
          expect(answer.status(), what).toBeGreaterThanOrEqual(303);
          expect(answer.status(), what).toBeLessThanOrEqual(308);
          expect(answer.headers().location, what).toContain("/sign-in");
        } else if (!headers["Next-Router-Prefetch"]) expect(body, what).toContain("/sign-in");
      }
  }
  await stranger.dispose();
});

test("every page leads to the sign-in, and back to where one wanted to go, on this origin alone", async ({
  page,
}) => {
  for (const route of [
    "/",
    "/teams",
    "/secrets",
    "/activity",
    "/settings/connections",
    "/settings/profile",
  ]) {
    await page.goto(route);
    await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  }
  await page.goto("/activity?outcome=failed");
  const signIn = async () => {
    await page.getByLabel("Email").fill(ADMIN.email);
    await page.getByLabel("Password").fill(ADMIN.password);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  await signIn();
  await expect(page.getByRole("heading", { level: 1, name: "Activity" })).toBeVisible();
  await expect(page).toHaveURL(/\/activity\?outcome=failed$/);

  await page.context().clearCookies();
  for (const elsewhere of [
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
  ]) {
    await page.goto(`/sign-in?returnTo=${encodeURIComponent(elsewhere)}`);
    await signIn();
    await expect(page.getByRole("heading", { level: 1, name: "Overview" })).toBeVisible();
    await page.context().clearCookies();
  }
});

test("each page carries a policy with a nonce of its own, and never one that was sent", async ({
  request,
}) => {
  const sent = "c2VudC1ieS10aGUtY2xpZW50";
  const policies = await Promise.all(
    ["/sign-in", "/sign-in", "/no-such-page"].map(async (route) => {
      const answer = await request.get(route, {
        headers: { "content-security-policy": `script-src 'nonce-${sent}'`, "x-nonce": sent },
      });
      const headers = answer.headers();
      expect(await answer.text()).not.toContain(sent);
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["referrer-policy"]).toBeTruthy();
      expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
      return headers["content-security-policy"] ?? "";
    }),
  );
  for (const policy of policies) {
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toMatch(/script-src [^;]*'nonce-[^']+'/);
    expect(policy).not.toMatch(/script-src [^;]*'unsafe-inline'/);
    expect(policy).not.toContain(sent);
  }
  expect(new Set(policies.map((policy) => /'nonce-([^']+)'/.exec(policy)?.[1])).size).toBe(3);
});
