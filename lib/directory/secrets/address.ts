/** What a browser takes for a step in the path, or the server refuses in one, also where it is escaped. */
const NO_SEGMENT = /^\.{1,2}$|[/\\%\p{Cc}]/u;

/** Where a secret's page is. A name that cannot stand in a path has no page of its own: its team's list is searched for it. */
export function secretHref({ teamId, name }: { teamId: string; name: string }): string {
  const list = `/teams/${encodeURIComponent(teamId)}/secrets`;
  return NO_SEGMENT.test(name)
    ? `${list}?q=${encodeURIComponent(name)}`
    : `${list}/${encodeURIComponent(name)}`;
}
