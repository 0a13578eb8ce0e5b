import manifest from "../package.json" with { type: "json" };

/** The command line's own version: the same as that of the Rollcall it was made with. */
export const VERSION: string = manifest.version;

const numbers = (version: string): [number, number] | undefined => {
  const [, major, minor] = /^v?(\d{1,6})\.(\d{1,6})(?:\.|$)/.exec(version) ?? [];
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)];
};

/** What to say where the server is of another version; nothing where the two differ by a patch at most. */
export function versionNote(server: string | null, own: string = VERSION): string | undefined {
  if (server === null)
    return `The server does not say its version: it is older than this command line (${own}), and may not know all of it.`;
  const [theirs, ours] = [numbers(server), numbers(own)];
  if (!theirs || !ours)
    return `The server says a version that this command line (${own}) cannot read: ${server}`;
  const by = theirs[0] - ours[0] || theirs[1] - ours[1];
  if (by === 0) return undefined;
  return by > 0
    ? `The server is Rollcall ${server}, newer than this command line (${own}). Update the command line.`
    : `The server is Rollcall ${server}, older than this command line (${own}), and may not know all of it.`;
}
