/** Pixels of a team's column. */
export const TEAM_PX = 92;

/**
 * From which width of the table on the first, the second, … team has a column: what stands before them, room for "Other
 * teams" behind, and so many columns. The stylesheet decides it, so nothing moves once the page is awake; Tailwind finds the
 * classes as they are written here.
 */
const FITS = [
  "@max-[726px]:hidden",
  "@max-[818px]:hidden",
  "@max-[911px]:hidden",
  "@max-[1029px]:hidden",
  "@max-[1181px]:hidden",
  "@max-[1333px]:hidden",
  "@max-[1485px]:hidden",
  "@max-[1610px]:hidden",
  "@max-[1702px]:hidden",
  "@max-[1794px]:hidden",
  "@max-[1886px]:hidden",
  "@max-[1978px]:hidden",
] as const;

/** The class of the team that comes so far down the list. */
export const teamFits = (rank: number): string => FITS[Math.min(rank, FITS.length - 1)] ?? "";
/** Columns that a window of usual width shows. */
export const USUAL_TEAMS = 4;
