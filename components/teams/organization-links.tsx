import { Link } from "#components/ui/link.tsx";

export type OrganizationPage = { teamId: string; name: string };

/** So many stand in the line; the others open below it. */
const IN_LINE = 6;

/** Ways to everybody in an organization, whom no team's page shows together. */
export function OrganizationLinks({ pages }: { pages: readonly OrganizationPage[] }) {
  if (pages.length === 0) return null;
  const rest = pages.slice(IN_LINE);
  return (
    <div className="-mt-1.5 px-gutter pb-3 text-muted">
      Everybody in <Links pages={pages.slice(0, IN_LINE)} />
      {rest.length > 0 && (
        <details className="more-links">
          <summary>
            and {rest.length} more {rest.length === 1 ? "organization" : "organizations"}
          </summary>
          <Links pages={rest} />
        </details>
      )}
    </div>
  );
}

function Links({ pages }: { pages: readonly OrganizationPage[] }) {
  return pages.map((page, place) => (
    <span key={page.teamId}>
      {place > 0 && ", "}
      <Link className="link" href={`/teams/${encodeURIComponent(page.teamId)}/members`}>
        <bdi>{page.name}</bdi>
      </Link>
    </span>
  ));
}
