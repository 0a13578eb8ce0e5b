import { setTimeout } from "node:timers/promises";
import type { Request } from "@playwright/test";
import type { Stage } from "./stage.ts";
import type { BenchTeams } from "./sync.ts";
import { type Measure, median } from "./table.ts";

const WRITES = 15;

/**
 * What a role change takes longer than the vendor does: the action's whole time in the browser, less the call's. And how long it
 * takes from the hand to the vendor's door.
 */
export async function measureWrites(stage: Stage, teams: Pick<BenchTeams, "paperspace">): Promise<Measure[]> {
  const { token } = stage.tenants.paperspace;
  const page = await stage.context.newPage();
  await page.goto(`/teams/${teams.paperspace.id}/members?role=member`);
  const selects = page.getByRole("combobox", { name: /^Role of / });
  await selects.first().waitFor();
  const overheads: number[] = [];
  const toSocket: number[] = [];
  const finished: Request[] = [];
  page.on("requestfinished", (request) => {
    if (request.method() === "POST") finished.push(request);
  });
  for (let index = 0; index < WRITES; index++) {
    const name = await selects.nth(index).getAttribute("aria-label");
    await stage.control.clearCalls(token);
    finished.length = 0;
    const select = name ? page.getByRole("combobox", { name, exact: true }) : selects.nth(index);
    let actedAt = Date.now();
    await select.selectOption("Admin");
    const confirm = page.getByRole("dialog").getByRole("button", { name: /^(Make|Change|Apply|Confirm)/ });
    await page.getByRole("status").filter({ hasText: "admin" }).or(confirm).first().waitFor();
    if (await confirm.isVisible()) {
      actedAt = Date.now();
      await confirm.click();
    }
    const put = await waitForPut(stage, token);
    toSocket.push(put.at - actedAt);
    const action = await waitForAction(finished, put);
    if (action) overheads.push(action.responseEnd - action.requestStart - put.durationMs);
  }
  await page.close();
  const note = `${overheads.length} of ${WRITES} changes`;
  return [
    { what: "a write, beyond the vendor's own time", value: median(overheads), unit: "ms", budget: 15, note },
    // With what Playwright takes to act.
    { what: "a role change, from the hand to the vendor", value: median(toSocket), unit: "ms", budget: 40 },
  ];
}

type Put = { at: number; durationMs: number };

/** The action whose time covers the vendor's call; it may end a moment after the call was noted. */
async function waitForAction(finished: Request[], put: Put) {
  for (let attempt = 0; attempt < 50; attempt++) {
    const action = finished
      .map((request) => request.timing())
      .find(
        ({ startTime, responseEnd }) =>
          startTime <= put.at + 1 && startTime + responseEnd >= put.at + put.durationMs - 1,
      );
    if (action) return action;
    await setTimeout(20);
  }
  return undefined;
}

async function waitForPut(stage: Stage, token: string): Promise<Put> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const put = (await stage.control.calls(token)).find((call) => call.method === "PUT");
    if (put) return { at: Date.parse(put.at), durationMs: put.durationMs };
    await setTimeout(50);
  }
  throw new Error("the role change did not reach the vendor");
}
