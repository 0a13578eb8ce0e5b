/** One way in which every page is photographed. */
export type Look = { name: string; width: number; scheme: "light" | "dark" };

export const WIDTHS = [1280, 390, 1920] as const;
const SCHEMES = ["light", "dark"] as const;

export const LOOKS: readonly Look[] = WIDTHS.flatMap((width) =>
  SCHEMES.map((scheme) => ({ name: `${width}-${scheme}`, width, scheme })),
);

/** Pages get a high window, since they scroll inside of it; a dialog is seen in one of the usual height. */
export const heightOf = (width: number, isPage: boolean): number =>
  isPage ? (width < 600 ? 1500 : 1150) : width < 600 ? 844 : 900;
