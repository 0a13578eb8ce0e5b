/** Pixels of a team's column. */
export const TEAM_PX = 92;
/** Of "Other teams", behind them. */
export const OTHERS_PX = 64;

/**
 * From which width of the table on the first, the second, … team has a column: what stands before them, with 22 % for an
 * e-mail (200 to 340 px), so many columns, and "Other teams" behind. `team-fits.test.ts` computes them. The stylesheet decides it, so nothing moves once the page is awake; Tailwind finds the
 * classes as they are written here.
 */
const FITS = [
  "@max-[730px]:hidden",
  "@max-[822px]:hidden",
  "@max-[916px]:hidden",
  "@max-[1035px]:hidden",
  "@max-[1187px]:hidden",
  "@max-[1339px]:hidden",
  "@max-[1491px]:hidden",
  "@max-[1614px]:hidden",
  "@max-[1706px]:hidden",
  "@max-[1798px]:hidden",
  "@max-[1890px]:hidden",
  "@max-[1982px]:hidden",
] as const;

/** The class of the team that comes so far down the list. */
export const teamFits = (rank: number): string => FITS[Math.min(rank, FITS.length - 1)] ?? "";
/** Columns that a window of usual width shows. */
export const USUAL_TEAMS = 4;
