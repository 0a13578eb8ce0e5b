import { type ChipTone, OwnChip } from "#components/ui/chip.tsx";
import type { IconName } from "#components/ui/glyphs.ts";
import { Link } from "#components/ui/link.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { VendorName } from "#components/ui/vendor-name.tsx";
import type { Removal, RemovalState } from "#lib/changes/offboarding/schema.ts";

const COLUMNS = [
  { label: "Team" },
  { label: "Vendor", width: 132 },
  { label: "State", width: 240 },
  { label: "Read back", width: 132 },
] as const;

const WORDS: Record<RemovalState, { word: string; icon?: IconName; tone?: ChipTone }> = {
  waiting: { word: "Running" },
  confirming: { word: "Removed, being read back" },
  gone: { word: "Gone", icon: "check", tone: "done" },
  requested: { word: "Requested, not done", icon: "clock", tone: "warn" },
  "still-there": { word: "Still there", icon: "alert", tone: "danger" },
  "not-done": { word: "Not done", icon: "xCircle", tone: "danger" },
  unknown: { word: "Unknown", icon: "help", tone: "warn" },
};

/** Each place the person was to leave, and what was read there since. */
export function RemovalsTable({ removals }: { removals: readonly Removal[] }) {
  return (
    <Table label="Removals" columns={COLUMNS}>
      {removals.map((removal) => {
        const { word, icon, tone } = WORDS[removal.state];
        return (
          <Row key={removal.changeId}>
            <Cell className="at-1">
              <span className="clip font-medium" title={removal.reason}>
                {removal.teamId ? (
                  <Link href={`/teams/${removal.teamId}/members`}>
                    <bdi>{removal.teamName}</bdi>
                  </Link>
                ) : (
                  <bdi>{removal.teamName}</bdi>
                )}
                {removal.isOrganization && <span className="text-faint"> organization</span>}
              </span>
            </Cell>
            <Cell className="at-2">
              <VendorName vendor={removal.vendor} />
            </Cell>
            <Cell className="at-1e">
              <OwnChip icon={icon} word={word} tone={tone} title={removal.reason} />
            </Cell>
            <Cell className="at-2e text-faint">
              {removal.confirmedAt ? <TimeAgo at={removal.confirmedAt} /> : "–"}
            </Cell>
          </Row>
        );
      })}
    </Table>
  );
}
