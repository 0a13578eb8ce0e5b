import { grouped } from "#lib/core/grouped.ts";
import type { TeamPage } from "#lib/directory/teams/schema.ts";

/** How many teams a list of choices leaves out; nothing where it has them all. */
export function MoreTeams({ page }: { page: TeamPage | undefined }) {
  const more = page ? page.total - page.rows.length : 0;
  if (more <= 0) return null;
  return <p className="text-small text-muted">{grouped(more)} more: type a part of the name.</p>;
}
