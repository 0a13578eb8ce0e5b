import { Icon } from "#components/ui/icon.tsx";
import { Link } from "#components/ui/link.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import type { StillIn } from "#lib/changes/offboarding/schema.ts";

const COLUMNS = [
  { label: "Team" },
  { label: "Role", width: 132 },
  { label: "Reason", width: 372 },
  { label: "Console", width: 160 },
] as const;

/** Where the person still is: left out of the plan, or not done. */
export function StillInTable({ places }: { places: readonly StillIn[] }) {
  if (places.length === 0) return null;
  return (
    <>
      <SectionHead title="Still in" count={places.length} />
      <Table label="Still in" columns={COLUMNS}>
        {places.map(({ teamId, teamName, isOrganization, role, reason, url }, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two accounts may be in one team
          <Row key={place}>
            <Cell className="at-1">
              <span className="clip font-medium">
                <Link href={`/teams/${encodeURIComponent(teamId)}/members`}>
                  <bdi>{teamName}</bdi>
                </Link>
                {isOrganization && <span className="text-faint"> organization</span>}
              </span>
            </Cell>
            <Cell className="at-1e">{role}</Cell>
            <Cell className="at-2">
              <bdi className="clip text-muted" title={reason}>
                {reason}
              </bdi>
            </Cell>
            <Cell className="at-2e">
              {url && (
                <a
                  className="link inline-flex items-center gap-1 whitespace-nowrap"
                  href={url}
                  target="_blank"
                  rel="noreferrer noopener"
                  aria-label={`Open the console of ${teamName}`}
                >
                  Open the console
                  <Icon name="external" size="sm" />
                </a>
              )}
            </Cell>
          </Row>
        ))}
      </Table>
    </>
  );
}
