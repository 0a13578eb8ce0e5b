import type { Page } from "@playwright/test";
import type { Stage } from "./stage.ts";
import { type BenchTeams, rssMb } from "./sync.ts";
import { type Measure, median } from "./table.ts";

const VISITS = 7;
const MAX_NODES = 1_500;

type Marks = { rowsAt?: number; paintedAt?: number };
declare global {
  interface Window {
    rollcallBench: Marks & { watchFor?: string };
  }
}

/** In the page, before anything else runs: notes when the first row is there, and when an awaited one is painted. */
function watch(): void {
  window.rollcallBench = {};
  const look = () => {
    const marks = window.rollcallBench;
    const cells = document.querySelectorAll(
      '[role="rowheader"], tbody th, tbody td, [role="cell"], [role="gridcell"]',
    );
    if (marks.rowsAt === undefined && cells.length > 10) marks.rowsAt = performance.now();
    if (marks.watchFor && marks.paintedAt === undefined) {
      const rows = [...document.querySelectorAll('tbody tr, [role="rowgroup"] [role="row"]')];
      const first = rows.find((row) => row.textContent?.includes(marks.watchFor ?? ""));
      const count = rows.filter((row) => (row.textContent ?? "").includes("@")).length;
      if (first && count <= 3) marks.paintedAt = performance.now();
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Rows visible, a filter painted, elements in the page: 10,000 people at each vendor, 100,000 at one. */
export async function measureLists(stage: Stage, teams: BenchTeams): Promise<Measure[]> {
  const sizes = [
    { name: "10,000 at Paperspace", team: teams.paperspace, rowsMs: 400, filterMs: 50 },
    { name: "10,000 at GitBook", team: teams.gitbook, rowsMs: 400, filterMs: 50 },
    { name: "100,000 at Paperspace", team: teams.huge, rowsMs: 400, filterMs: 150 },
  ];
  const measures: Measure[] = [];
  for (const { name, team, rowsMs, filterMs } of sizes) {
    const rows: number[] = [];
    const filters: number[] = [];
    let nodes = 0;
    for (let visit = 0; visit < VISITS; visit++) {
      const page = await stage.context.newPage();
      await page.addInitScript(watch);
      await page.goto(`/teams/${team.id}/members`, { waitUntil: "load" });
      rows.push(await mark(page, "rowsAt"));
      nodes = Math.max(nodes, await page.evaluate(() => document.querySelectorAll("*").length));
      filters.push(await filterOnce(page, visit));
      await page.close();
    }
    measures.push({ what: `rows visible, ${name}`, value: median(rows), unit: "ms", budget: rowsMs });
    measures.push({ what: `filter painted, ${name}`, value: median(filters), unit: "ms", budget: filterMs });
    measures.push({ what: `elements, ${name}`, value: nodes, unit: "nodes", budget: MAX_NODES });
  }
  measures.push({
    what: "server's memory after these visits",
    value: rssMb(stage.server.pid),
    unit: "MB",
    budget: 250,
  });
  return measures;
}

async function mark(page: Page, name: "rowsAt" | "paintedAt"): Promise<number> {
  const handle = await page.waitForFunction((key) => window.rollcallBench[key], name);
  return (await handle.jsonValue()) ?? Number.NaN;
}

/** Types the e-mail of a row as one input event, and takes the time until that row stands alone. */
async function filterOnce(page: Page, visit: number): Promise<number> {
  const emails = page.getByText(/^[^\s@]+@[^\s@]+$/);
  await emails.first().waitFor();
  const email = (await emails.nth(2 + visit).textContent())?.trim() ?? "";
  const search = page.getByRole("searchbox", { name: "Search members" });
  await search.focus();
  const startedAt = await page.evaluate((text) => {
    window.rollcallBench.watchFor = text;
    return performance.now();
  }, email);
  await page.keyboard.insertText(email);
  return (await mark(page, "paintedAt")) - startedAt;
}
