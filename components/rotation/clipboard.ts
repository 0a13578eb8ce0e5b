const CLEAR_MS = 60_000;
let clearing: ReturnType<typeof setTimeout> | undefined;

/**
 * Puts a secret text on the clipboard and takes it off again after a minute. A browser that forbids the latter while the
 * page is in the background is asked again once it is in front. False where the page has no clipboard (plain http).
 */
export async function copyForAMinute(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    return false;
  }
  clearTimeout(clearing);
  clearing = setTimeout(clear, CLEAR_MS);
  return true;
}

function clear(): void {
  const again = () => window.addEventListener("focus", clear, { once: true });
  if (document.hasFocus()) navigator.clipboard.writeText("").catch(again);
  else again();
}
