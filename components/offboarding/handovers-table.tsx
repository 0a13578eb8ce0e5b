import { Chip } from "#components/ui/chip.tsx";
import { Link } from "#components/ui/link.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import type { Handover } from "#lib/changes/offboarding/schema.ts";

const COLUMNS = [
  { label: "Team" },
  { label: "New owner", width: 272 },
  { label: "Outcome", width: 132 },
] as const;

/** The teams that somebody else was made the owner of first. */
export function HandoversTable({ handovers }: { handovers: readonly Handover[] }) {
  if (handovers.length === 0) return null;
  return (
    <>
      <SectionHead title="Handed over" count={handovers.length} />
      <Table label="Handed over" columns={COLUMNS}>
        {handovers.map(({ changeId, teamId, teamName, to, outcome, reason }) => (
          <Row key={changeId}>
            <Cell className="at-1">
              <span className="clip font-medium">
                {teamId ? (
                  <Link href={`/teams/${encodeURIComponent(teamId)}/members`}>
                    <bdi>{teamName}</bdi>
                  </Link>
                ) : (
                  <bdi>{teamName}</bdi>
                )}
              </span>
            </Cell>
            <Cell className="at-2">
              <bdi className="clip">{to}</bdi>
            </Cell>
            <Cell className="at-1e">
              <span title={reason}>
                <Chip state={outcome} />
              </span>
            </Cell>
          </Row>
        ))}
      </Table>
    </>
  );
}
