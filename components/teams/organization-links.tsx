import Link from "next/link";

export type OrganizationPage = { teamId: string; name: string };

/** Ways to everybody in an organization, whom no team's page shows together. */
export function OrganizationLinks({ pages }: { pages: readonly OrganizationPage[] }) {
  if (pages.length === 0) return null;
  return (
    <p className="muted lede-line">
      Everybody in{" "}
      {pages.map((page, place) => (
        <span key={page.teamId}>
          {place > 0 && ", "}
          <Link className="link" href={`/teams/${encodeURIComponent(page.teamId)}/members`} prefetch={false}>
            <bdi>{page.name}</bdi>
          </Link>
        </span>
      ))}
    </p>
  );
}
