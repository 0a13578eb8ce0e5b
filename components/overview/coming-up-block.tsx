import { OverviewBlock } from "#components/overview/block.tsx";
import { DueTime } from "#components/schedules/due-time.tsx";
import { LineGlyph, LineLink } from "#components/ui/line.tsx";
import type { ComingRow } from "#lib/insight/coming-up/schema.ts";

/** The next few of what comes up. Absent where nothing does. */
export function ComingUpBlock({ rows, total }: { rows: readonly ComingRow[]; total: number }) {
  if (total === 0) return null;
  return (
    <OverviewBlock
      title="Coming up"
      count={total}
      all={{ href: "/activity/coming-up", label: "All that comes up" }}
      empty="Nothing comes up."
    >
      {rows.map((row) => (
        <LineLink isTwo key={row.key} href={row.href}>
          <LineGlyph
            icon={row.held === undefined ? "clock" : "pause"}
            tone={row.held === undefined ? "faint" : "warn"}
          />
          <span className="min-w-0 flex-1 leading-[17px]">
            <bdi className="clip">{row.what}</bdi>
            <small className="clip text-small text-faint">
              {row.held === undefined ? (
                <DueTime at={row.at} when={row.when} zone={row.schedule?.at.zone} />
              ) : (
                `Held: ${row.held}`
              )}
            </small>
          </span>
        </LineLink>
      ))}
    </OverviewBlock>
  );
}
