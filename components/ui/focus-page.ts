/** Puts the keyboard, where what it stood on is gone or goes with `leaving`, into the page's list, or else at the page's beginning. */
export function focusPage(leaving?: Element): void {
  const at = document.activeElement;
  if (at !== null && at !== document.body && !leaving?.contains(at)) return;
  const main = document.getElementById("main");
  (main?.querySelector<HTMLElement>('[data-row][tabindex="0"]') ?? main)?.focus({ preventScroll: true });
}

/**
 * What has the focus may go away, as a row that was removed or a button that is done with. Calls `onLost` when that happens
 * inside of `part`, so that the keyboard need not begin at the top of the document. Returns what ends it.
 */
export function keepFocus(part: HTMLElement, onLost: () => void): () => void {
  let held: EventTarget | null = null;
  const onFocusIn = ({ target }: FocusEvent) => {
    held = target;
  };
  const observer = new MutationObserver(() => {
    if (!(held instanceof Node) || held.isConnected) return;
    held = null;
    onLost();
  });
  part.addEventListener("focusin", onFocusIn);
  observer.observe(part, { childList: true, subtree: true });
  return () => {
    part.removeEventListener("focusin", onFocusIn);
    observer.disconnect();
  };
}
