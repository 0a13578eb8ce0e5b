/**
 * Where a secret's page is. A name that a browser takes for a step in the path ("." or "..") has no page of its own: its
 * team's list is searched for it.
 */
export function secretHref({ teamId, name }: { teamId: string; name: string }): string {
  const list = `/teams/${encodeURIComponent(teamId)}/secrets`;
  return /^\.{1,2}$/.test(name)
    ? `${list}?q=${encodeURIComponent(name)}`
    : `${list}/${encodeURIComponent(name)}`;
}
