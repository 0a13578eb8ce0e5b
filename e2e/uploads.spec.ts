import type { Locator, Page } from "@playwright/test";
import { OTTILIE, paperspaceTeam } from "./cast.ts";
import { connectByForm, expect, test } from "./fixtures.ts";
import { inviteLink, joinBy, newAccount } from "./people-of-rollcall.ts";
import { alertWith, button, dialog } from "./steps.ts";

const importer = (page: Page) => dialog(page, "Import roster");
const findings = (form: Locator) => form.getByRole("list", { name: "Findings" }).getByRole("listitem");

async function openImporter(page: Page): Promise<Locator> {
  await page.goto("/people");
  await button(page, "Import roster").click();
  return importer(page);
}
const csvFile = (text: string | Buffer, name = "roster.csv") => ({
  name,
  mimeType: "text/csv",
  buffer: Buffer.from(text),
});

test("a file of 9.9 MB and 50,000 lines arrives whole, and the page stays usable while it is read", async ({
  admin,
  tenant,
}) => {
  test.setTimeout(180_000);
  const own = await tenant(paperspaceTeam());
  await connectByForm(admin, own);
  const team = `Paperspace / ${own.teamName}`;
  const filler = "x".repeat(118);
  const head = "e-mail,team,role,note";
  const line = (n: number) => `person.${String(n).padStart(5, "0")}@halden.example,${team},member,${filler}`;
  const lines = [
    head,
    ...Array.from({ length: 49_998 }, (_, n) => line(n)),
    `last one,${team},member,`,
    `${OTTILIE.email},${team},admin,`,
  ];
  let text = lines.join("\n");
  expect(text.length).toBeLessThan(9_900_000);
  text = text.replace(filler, filler + "y".repeat(9_900_000 - text.length));
  const form = await openImporter(admin);
  await admin.evaluate(() => {
    const seen = { longest: 0, at: performance.now(), progress: 0 };
    Object.assign(window, { seen });
    const tick = () => {
      seen.longest = Math.max(seen.longest, performance.now() - seen.at);
      seen.at = performance.now();
      if (document.querySelector("progress[value]")) seen.progress += 1;
      requestAnimationFrame(tick);
    };
    tick();
  });
  await form.getByLabel("File").setInputFiles(csvFile(text, "all of them.csv"));
  await expect(form).toContainText("all of them.csv");
  const sent = admin.waitForResponse((answer) => answer.url().includes("/api/uploads"));
  await button(form, "Check").click();
  expect((await sent).status()).toBe(200);
  expect((await sent).headers()["x-content-type-options"]).toBe("nosniff");
  await expect(form).toContainText("in 50,000 lines", { timeout: 60_000 });
  await expect(form).toContainText("49,998 people to invite by console");
  await expect(findings(form).filter({ hasText: "last one" })).toContainText("not an e-mail address");
  await expect(findings(form).filter({ hasText: OTTILIE.email })).toContainText("role of an owner");
  const seen = await admin.evaluate(
    () => (window as unknown as { seen: { longest: number; progress: number } }).seen,
  );
  expect(seen.progress).toBeGreaterThan(0);

  await form.getByLabel("File").setInputFiles(csvFile(`${lines.join("\n")}\n${line(50_000)}`));
  await button(form, "Check").click();
  await expect(alertWith(form, "more than 50,000 lines")).toBeVisible({ timeout: 60_000 });
  await form.getByLabel("File").setInputFiles(csvFile(Buffer.alloc(10 * 1024 * 1024 + 1, "a")));
  await button(form, "Check").click();
  await expect(alertWith(form, "larger than 10 MB")).toBeVisible();
  await form.getByLabel("File").setInputFiles(csvFile(Buffer.from([0x50, 0x4b, 3, 4, 1]), "sheet.xlsx"));
  // Said when it is chosen: there is nothing to check.
  await expect(alertWith(form, "save it as CSV")).toBeVisible();
});

test("the upload route takes nothing from elsewhere, from viewers, or above its size", async ({
  admin,
  browser,
  running,
}) => {
  const post = (
    headers: Record<string, string>,
    data: string | Buffer = "e-mail,team,role\na@x.io,T,member",
  ) => admin.request.post("/api/uploads?kind=roster", { headers, data });
  expect((await post({ Origin: running.url })).status()).toBe(200);
  for (const Origin of ["https://evil.example", "null"]) expect((await post({ Origin })).status()).toBe(403);
  expect((await post({})).status()).toBe(403);
  expect((await post({ Origin: running.url }, Buffer.alloc(10 * 1024 * 1024 + 1, "a"))).status()).toBe(413);
  expect((await post({ Origin: running.url }, Buffer.from("a@x.io\u0000"))).status()).toBe(400);
  const wrongKind = await admin.request.post("/api/uploads?kind=other", {
    headers: { Origin: running.url },
    data: "a",
  });
  expect(wrongKind.status()).toBe(400);

  const account = newAccount();
  const { context, page } = await joinBy(browser, await inviteLink(admin, account.email, "Viewer"), account);
  const refused = await page.request.post("/api/uploads?kind=roster", {
    headers: { Origin: running.url },
    data: "e-mail,team,role",
  });
  expect(refused.status()).toBe(403);
  expect((await page.request.get("/api/people/roster.csv")).status()).toBe(403);
  await page.goto("/people");
  await expect(button(page, "Import roster")).toHaveAttribute("aria-disabled", "true");
  await context.close();
});
