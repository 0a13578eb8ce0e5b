import type { Stage } from "./stage.ts";
import type { BenchTeams } from "./sync.ts";
import type { Measure } from "./table.ts";
import { countScripts } from "./visit.ts";

const MAX_SCRIPT_KB = 165;

/** Compressed JavaScript of each page's first load, and whether rows are in the HTML that the server sends. */
export async function measurePages(stage: Stage, teams: BenchTeams): Promise<Measure[]> {
  const pages: [string, string | undefined][] = [
    ["/", undefined],
    ["/teams", teams.paperspace.name],
    [`/teams/${teams.paperspace.id}/members`, "Role of "],
    [`/teams/${teams.paperspace.id}/secrets`, "Rotate "],
    [`/teams/${teams.gitbook.id}/members`, "Role of "],
    ["/secrets", "Rotate "],
    ["/activity", undefined],
    ["/settings/connections", stage.tenants.paperspace.token],
    ["/settings/users", undefined],
    ["/settings/profile", undefined],
  ];
  const measures: Measure[] = [];
  for (const [path, inHtml] of pages) {
    const label = path.replace(teams.gitbook.id, "{gitbook}").replace(teams.paperspace.id, "{paperspace}");
    measures.push({
      what: `JavaScript of ${label}`,
      value: await scriptKb(stage, path),
      unit: "kB",
      budget: MAX_SCRIPT_KB,
    });
    if (!inHtml) continue;
    const html = await (await stage.context.request.get(path)).text();
    const rows = html.replace(/<script[\s\S]*?<\/script>/g, "").split(inHtml).length - 1;
    measures.push({
      what: `rows in the HTML of ${label}`,
      value: rows,
      unit: "rows",
      budget: 1,
      atLeast: true,
    });
  }
  return measures;
}

/** A first visit: nothing cached. Counts what came over the wire until the page is quiet. */
async function scriptKb(stage: Stage, path: string): Promise<number> {
  const page = await stage.context.newPage();
  const devtools = await stage.context.newCDPSession(page);
  const sentKb = await countScripts(devtools);
  await page.goto(path, { waitUntil: "networkidle" });
  await page.close();
  return sentKb();
}
