import { setTimeout } from "node:timers/promises";
import { expect, type Page } from "@playwright/test";
import type { Stage } from "./stage.ts";
import type { BenchTeams } from "./sync.ts";
import { type Measure, median } from "./table.ts";

const MEASURED = 15;
/** Made without being measured, before the second fifteen. */
const BETWEEN = 85;
/** Between two changes: what the one before has the page read again is over. */
const PAUSE_MS = 700;
const SHORT_PAUSE_MS = 150;

/**
 * What a role change takes longer than the vendor does: its request from the moment the browser sends it to the last byte of
 * its answer, by the browser's own clock, less the call's. Once for the first changes that a server makes, once for later
 * ones. And how long it takes from the hand, by the event's own time in the browser, to the vendor's door.
 */
export async function measureWrites(stage: Stage, teams: Pick<BenchTeams, "paperspace">): Promise<Measure[]> {
  const { token } = stage.tenants.paperspace;
  const page = await stage.context.newPage();
  await page.addInitScript(noteHands);
  const actions = await watchActions(page);
  await page.goto(`/teams/${teams.paperspace.id}/members?role=member`);
  const selects = page.getByRole("combobox", { name: /^Role of / });
  await selects.first().waitFor();

  const change = async (pauseMs: number): Promise<Change> => {
    await setTimeout(pauseMs);
    await stage.control.clearCalls(token);
    actions.length = 0;
    // On a slow machine the row of the change before still stands there: choosing what it has already is no change.
    await expect(selects.first()).toHaveValue("member");
    await selects.first().selectOption("Admin");
    const put = await waitForPut(stage, token);
    const requestMs = (await answered(actions)) - put.durationMs;
    return { requestMs, toVendorMs: put.at - (await lastHand(page)) };
  };
  const several = async (count: number, pauseMs: number): Promise<Change[]> => {
    const all: Change[] = [];
    while (all.length < count) all.push(await change(pauseMs));
    return all;
  };
  const first = await several(MEASURED, PAUSE_MS);
  const between = await several(BETWEEN, SHORT_PAUSE_MS);
  const later = await several(MEASURED, PAUSE_MS);
  await page.close();
  return [
    beyond(first, `the first ${first.length} of a server`),
    beyond(later, `${later.length} after ${first.length + between.length}`),
    {
      what: "a role change, from the hand to the vendor",
      value: median(first.map(({ toVendorMs }) => toVendorMs)),
      unit: "ms",
      budget: 40,
    },
  ];
}

/** In ms: its request beyond the vendor's own time, and the way from the hand to the vendor. */
type Change = { requestMs: number; toVendorMs: number };

function beyond(changes: Change[], which: string): Measure {
  const all = changes.map(({ requestMs }) => requestMs).toSorted((a, b) => a - b);
  const note = `${which}; ${all[0]?.toFixed(1)} to ${all.at(-1)?.toFixed(1)} ms`;
  return { what: "a write, beyond the vendor's own time", value: median(all), unit: "ms", budget: 15, note };
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

/** An action's request, in the browser's own seconds: when it was sent, when the last of its answer came, whether it is over. */
type Action = { id: string; sentAt: number; lastAt: number; isOver: boolean };

/** The page's server actions, as they are sent. Playwright's own events tell of them when it hears of them. */
async function watchActions(page: Page): Promise<Action[]> {
  const actions: Action[] = [];
  const browser = await page.context().newCDPSession(page);
  browser.on("Network.requestWillBeSent", ({ requestId, timestamp, request }) => {
    const isAction = Object.keys(request.headers).some((name) => name.toLowerCase() === "next-action");
    if (isAction) actions.push({ id: requestId, sentAt: timestamp, lastAt: timestamp, isOver: false });
  });
  const note = ({ requestId, timestamp }: { requestId: string; timestamp: number }, end: Partial<Action>) => {
    const action = actions.find(({ id }) => id === requestId);
    if (action) Object.assign(action, end, end.isOver ? {} : { lastAt: timestamp });
  };
  browser.on("Network.responseReceived", (event) => note(event, {}));
  browser.on("Network.dataReceived", (event) => note(event, {}));
  browser.on("Network.loadingFinished", (event) => note(event, { isOver: true }));
  // Next lets go of some answers once it has what it needs of them: that says nothing of when it came.
  browser.on("Network.loadingFailed", (event) => note(event, { isOver: true }));
  await browser.send("Network.enable");
  return actions;
}

/** How long the page's one action took, in ms. */
async function answered(actions: readonly Action[]): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const [action, ...more] = actions;
    if (more.length > 0) throw new Error("the role change was more than one action");
    if (action?.isOver) return (action.lastAt - action.sentAt) * 1_000;
    await setTimeout(20);
  }
  throw new Error("the role change was not answered");
}

type Put = { at: number; durationMs: number };

async function waitForPut(stage: Stage, token: string): Promise<Put> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const put = (await stage.control.calls(token)).find((call) => call.method === "PUT");
    if (put) return { at: Date.parse(put.at), durationMs: put.durationMs };
    await setTimeout(50);
  }
  throw new Error("the role change did not reach the vendor");
}
