"use client";

import { ActivityActions } from "#components/activity/activity-actions.tsx";
import { plainWords, Sentence } from "#components/activity/sentence.tsx";
import { between, type Column } from "#components/data-table/columns.ts";
import { Chip } from "#components/ui/chip.tsx";
import { cx } from "#components/ui/cx.ts";
import { Link } from "#components/ui/link.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { GLYPH_LINE, VendorGlyph } from "#components/ui/vendor-name.tsx";
import type { ActivityRow } from "#lib/directory/activity/schema.ts";

const ACTIVITY_COLUMNS: readonly Column<ActivityRow>[] = [
  {
    id: "when",
    header: "When",
    width: 124,
    className: "text-faint at-2e",
    skeleton: 40,
    cell: (row) => <LocalTime at={row.at} />,
  },
  {
    id: "who",
    header: "Who",
    width: between(118, 11, 180),
    className: "at-2",
    skeleton: 96,
    cell: (row) => (
      <bdi
        className={row.who.kind === "user" ? undefined : "text-faint"}
        title={[row.who.name, row.who.email ?? row.address].filter(Boolean).join("\n")}
      >
        {row.who.name}
      </bdi>
    ),
  },
  {
    id: "what",
    header: "What",
    className: "at-1 max-sm:whitespace-normal",
    skeleton: 240,
    cell: (row) => {
      const whole = plainWords(row.what);
      const change = row.before && row.after ? `${row.before} → ${row.after}` : "";
      return (
        <span
          className="clip"
          title={[whole, row.subjectEmail, ...(row.people ?? []), change, row.reason]
            .filter(Boolean)
            .join("\n")}
        >
          <Sentence words={row.what} />
          {row.subjectEmail && (
            <span className="text-faint">
              {" "}
              <bdi>{row.subjectEmail}</bdi>
            </span>
          )}
          {row.isUndo && <span className="text-muted"> (an undo)</span>}
          {row.undo?.isUndone && <span className="text-muted"> (undone)</span>}
          {row.reason && <span className="text-muted">: {row.reason}</span>}
        </span>
      );
    },
  },
  {
    id: "where",
    header: "Where",
    width: between(160, 15, 300),
    skeleton: 120,
    cell: (row) =>
      row.where && (
        <span className={cx(GLYPH_LINE, "text-muted")}>
          {row.where.vendor && <VendorGlyph vendor={row.where.vendor} />}
          {row.where.teamId ? (
            <Link className="clip" href={`/teams/${row.where.teamId}/members`}>
              <bdi>{row.where.name}</bdi>
            </Link>
          ) : (
            <bdi className="clip">{row.where.name}</bdi>
          )}
        </span>
      ),
  },
  {
    id: "outcome",
    header: "Outcome",
    width: 112,
    className: "at-1e",
    skeleton: 56,
    cell: (row) => <Chip state={row.outcome} />,
  },
];

/** `onDetails` opens everything that is known of an event. */
export const activityColumns = (onDetails: (row: ActivityRow) => void): readonly Column<ActivityRow>[] => [
  ...ACTIVITY_COLUMNS,
  {
    id: "actions",
    header: "Actions",
    isHeaderHidden: true,
    width: 104,
    align: "end",
    cell: (row) => <ActivityActions row={row} onDetails={() => onDetails(row)} />,
  },
];
