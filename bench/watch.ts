/** So many rows with an e-mail address fill what a screen of 800 px shows of any of the pages. */
export const A_SCREEN = 12;

/** What is noted in a page; times in ms since its navigation began. */
export type Marks = {
  /** A screen of rows stands, and two frames were drawn since. */
  rowsAt?: number;
  /** What tasks took beyond 50 ms each, in all, so far. */
  longMs: number;
  /** Set before something is typed: the text of the row that shall be left. */
  awaited?: string;
  /** When the browser had the input event. */
  typedAt?: number;
  /** The awaited row is left, and two frames were drawn since. */
  paintedAt?: number;
};
declare global {
  interface Window {
    rollcallBench: Marks;
  }
}

/** Runs in the page before anything else, the same in every page that is measured. */
export function watch(aScreen: number): void {
  const marks: Marks = { longMs: 0 };
  window.rollcallBench = marks;
  const rows = (): string[] =>
    [...document.querySelectorAll("tbody tr")]
      .filter((row) => !row.closest("[hidden]"))
      .map((row) => row.textContent ?? "")
      .filter((text) => text.includes("@"));
  const afterTwoFrames = (note: (at: number) => void) =>
    requestAnimationFrame(() => requestAnimationFrame(() => note(performance.now())));
  let hasRows = false;
  let isLeft = false;
  const look = () => {
    if (!hasRows && rows().length >= aScreen) {
      hasRows = true;
      afterTwoFrames((at) => {
        marks.rowsAt = at;
      });
    }
    const { awaited, typedAt } = marks;
    if (isLeft || awaited === undefined || typedAt === undefined) return;
    const [only, ...others] = rows();
    if (!only?.includes(awaited) || others.length > 0) return;
    isLeft = true;
    afterTwoFrames((at) => {
      marks.paintedAt = at;
    });
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
  addEventListener(
    "input",
    (event) => {
      if (marks.awaited !== undefined) marks.typedAt ??= event.timeStamp;
    },
    { capture: true },
  );
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) marks.longMs += Math.max(0, duration - 50);
  }).observe({ type: "longtask", buffered: true });
}
