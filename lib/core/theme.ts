/** The cookie in which a browser says which theme somebody chose, so that pages come in it. None: the system's. */
export const THEME_COOKIE = "rollcall.theme";

export const THEMES = ["system", "light", "dark"] as const;
export type Theme = (typeof THEMES)[number];

/** The theme that a cookie or a field names, or the system's where it names none. */
export const themeOf = (text: string | undefined): Theme =>
  THEMES.find((theme) => theme === text) ?? "system";
