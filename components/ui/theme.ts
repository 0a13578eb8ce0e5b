import { tell } from "#components/ui/cookie.ts";
import { THEME_COOKIE, type Theme, themeOf } from "#lib/core/theme.ts";

/** Long enough for the browser to draw the new colours. */
const HELD_MS = 100;

/** Which theme was chosen, as the page shows it: without a choice the styles go by the system's. */
export const themeNow = (): Theme => themeOf(document.documentElement.dataset.theme);

/** Has all colours change at once, those too that fade elsewhere, here and in the pages to come. */
export function chooseTheme(theme: Theme): void {
  tell(THEME_COOKIE, theme);
  show(theme);
}

/** Takes up what is chosen in other tabs, in browsers that tell of it; what it returns ends that. */
export function followTheme(): (() => void) | undefined {
  if (!("cookieStore" in window)) return undefined;
  const follow = ({ changed }: CookieChangeEvent): void => {
    const said = changed.find(({ name }) => name === THEME_COOKIE);
    if (said && themeOf(said.value) !== themeNow()) show(themeOf(said.value));
  };
  cookieStore.addEventListener("change", follow);
  return () => cookieStore.removeEventListener("change", follow);
}

function show(theme: Theme): void {
  const { style, dataset } = document.documentElement;
  style.setProperty("--default-transition-duration", "0ms");
  if (theme === "system") delete dataset.theme;
  else dataset.theme = theme;
  setTimeout(() => style.removeProperty("--default-transition-duration"), HELD_MS);
}
