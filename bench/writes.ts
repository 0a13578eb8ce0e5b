import { setTimeout } from "node:timers/promises";
import type { Page } from "@playwright/test";
import type { Stage } from "./stage.ts";
import type { BenchTeams } from "./sync.ts";
import { type Measure, median } from "./table.ts";

const WRITES = 15;
/** Between two changes: what the one before has the page read again is over. */
const BETWEEN_MS = 700;

/**
 * What a role change takes longer than the vendor does: its request's whole time in the browser, less the call's. And how long it
 * takes from the hand, by the event's own time in the browser, to the vendor's door.
 */
export async function measureWrites(stage: Stage, teams: Pick<BenchTeams, "paperspace">): Promise<Measure[]> {
  const { token } = stage.tenants.paperspace;
  const page = await stage.context.newPage();
  await page.addInitScript(noteHands);
  await page.goto(`/teams/${teams.paperspace.id}/members?role=member`);
  const selects = page.getByRole("combobox", { name: /^Role of / });
  await selects.first().waitFor();
  const overheads: number[] = [];
  const toSocket: number[] = [];
  const answered: Answered[] = [];
  // Next lets go of some answers once it has what it needs of them: those end as failed.
  for (const event of ["requestfinished", "requestfailed"] as const)
    page.on(event as "requestfinished", (request) => {
      if (request.headers()["next-action"] === undefined) return;
      answered.push({ fromMs: request.timing().startTime, untilMs: Date.now() });
    });
  for (let index = 0; index < WRITES; index++) {
    await setTimeout(BETWEEN_MS);
    const name = await selects.nth(index).getAttribute("aria-label");
    await stage.control.clearCalls(token);
    const select = page.getByRole("combobox", { name: name ?? "", exact: true });
    await select.selectOption("Admin");
    const confirm = page.getByRole("dialog").getByRole("button", { name: /^(Make|Change|Apply|Confirm)/ });
    await page.getByRole("status").filter({ hasText: "admin" }).or(confirm).first().waitFor();
    if (await confirm.isVisible()) await confirm.click();
    const put = await waitForPut(stage, token);
    toSocket.push(put.at - (await lastHand(page)));
    // Of a change that had to be confirmed, the one that was.
    const { fromMs, untilMs } = await answerAfter(answered, put);
    overheads.push(untilMs - fromMs - put.durationMs);
  }
  await page.close();
  const note = `${overheads.length} changes`;
  return [
    { what: "a write, beyond the vendor's own time", value: median(overheads), unit: "ms", budget: 15, note },
    { what: "a role change, from the hand to the vendor", value: median(toSocket), unit: "ms", budget: 40 },
  ];
}

/** Runs in the page: when somebody last chose or pressed something, in epoch milliseconds. */
function noteHands(): void {
  for (const kind of ["change", "click"])
    addEventListener(
      kind,
      ({ timeStamp }) => Object.assign(window, { rollcallHandAt: performance.timeOrigin + timeStamp }),
      { capture: true },
    );
}

const lastHand = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { rollcallHandAt: number }).rollcallHandAt);

type Put = { at: number; durationMs: number };

/** An action, from its request to the end of its answer, in epoch milliseconds. */
type Answered = { fromMs: number; untilMs: number };

/** The one that was answered after the vendor was called. */
async function answerAfter(answered: Answered[], put: Put): Promise<Answered> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const last = answered.at(-1);
    if (last && last.untilMs >= put.at) {
      answered.length = 0;
      return last;
    }
    await setTimeout(20);
  }
  throw new Error("the role change was not answered");
}

async function waitForPut(stage: Stage, token: string): Promise<Put> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const put = (await stage.control.calls(token)).find((call) => call.method === "PUT");
    if (put) return { at: Date.parse(put.at), durationMs: put.durationMs };
    await setTimeout(50);
  }
  throw new Error("the role change did not reach the vendor");
}
