"use client";

import Link from "next/link";
import { Sentence } from "#components/activity/sentence.tsx";
import { between, type Column } from "#components/data-table/columns.ts";
import { Chip } from "#components/ui/chip.tsx";
import { exactTime } from "#components/ui/clock.ts";
import { cx } from "#components/ui/cx.ts";
import { useNow } from "#components/ui/now.tsx";
import { GLYPH_LINE, VendorGlyph } from "#components/ui/vendor-name.tsx";
import type { ActivityRow } from "#lib/directory/activity/schema.ts";

const DAY_MS = 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "14:31" today, "19 Nov 16:09" this year, else the date: UTC on the server and in the first render. */
function EventTime({ at }: { at: string }) {
  const now = useNow();
  const date = new Date(at);
  const clock = at.slice(11, 16);
  const isToday = Math.floor(date.getTime() / DAY_MS) === Math.floor(now / DAY_MS);
  const day = `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ""}`;
  const isThisYear = date.getUTCFullYear() === new Date(now).getUTCFullYear();
  return (
    <time dateTime={at} title={exactTime(at)}>
      {isToday ? clock : isThisYear ? `${day} ${clock}` : at.slice(0, 10)}
    </time>
  );
}

export const ACTIVITY_COLUMNS: readonly Column<ActivityRow>[] = [
  {
    id: "when",
    header: "When",
    width: 132,
    className: "text-faint at-2e",
    skeleton: 40,
    cell: (row) => <EventTime at={row.at} />,
  },
  {
    id: "who",
    header: "Who",
    width: between(176, 16.5, 280),
    className: "at-2",
    skeleton: 96,
    cell: (row) => (
      <bdi
        className={row.who.kind === "user" ? undefined : "text-faint"}
        title={row.who.email ?? row.address}
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
      const whole = row.what.map((piece) => piece.text).join("");
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
          {row.reason && <span className="text-muted">: {row.reason}</span>}
        </span>
      );
    },
  },
  {
    id: "where",
    header: "Where",
    width: between(208, 19.5, 340),
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
    width: 116,
    className: "at-1e",
    skeleton: 56,
    cell: (row) => <Chip state={row.outcome} />,
  },
];
