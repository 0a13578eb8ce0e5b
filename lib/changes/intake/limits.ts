/** The largest file or pasted text: it goes up through the one route that takes so much. */
export const MAX_FILE_BYTES = 10 * 1024 * 1024;
/** Lines of a table, or addresses of a list. */
export const MAX_LINES = 50_000;
/** A line that is quoted to somebody is cut here. */
export const MAX_QUOTED = 200;
/** After so many lines, whoever reads a long text gets to do something else. */
export const BREATH_LINES = 2_000;

export const TOO_LARGE = "This is larger than 10 MB: split it into several files";
export const TOO_MANY_LINES = "This has more than 50,000 lines: split it into several files";
