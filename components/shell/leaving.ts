/** The browser's event for "a page is being gone to"; its detail is the address. */
const LEAVING = "rollcall:leaving";

/** Called by Next at the start of every navigation. */
export const tellLeaving = (url: string): void => {
  window.dispatchEvent(new CustomEvent(LEAVING, { detail: url }));
};

/** Tells of every navigation that begins. Returns how to end that. */
export function onLeaving(hear: (pathname: string) => void): () => void {
  const listen = (event: Event) => {
    if (event instanceof CustomEvent) hear(new URL(event.detail, window.location.href).pathname);
  };
  window.addEventListener(LEAVING, listen);
  return () => window.removeEventListener(LEAVING, listen);
}
