import manifest from "../../package.json" with { type: "json" };

/** Rollcall's own version. */
export const VERSION: string = manifest.version;
