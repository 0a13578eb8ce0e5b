"use client";

import { between, type Column } from "#components/data-table/columns.ts";
import { PersonLink } from "#components/people/person-link.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { GLYPH_LINE, VendorGlyph } from "#components/ui/vendor-name.tsx";
import type { BatchChange } from "#lib/changes/batches/schema.ts";
import { fullName } from "#lib/core/person-words.ts";

/** The title with whom or what it is about stressed; both come from strangers. */
function Title({ title, subject, personId }: Pick<BatchChange, "title" | "subject" | "personId">) {
  const at = subject === "" ? -1 : title.indexOf(subject);
  if (at < 0) return <bdi>{title}</bdi>;
  return (
    <>
      {title.slice(0, at)}
      <PersonLink id={personId}>
        <b className="font-medium">
          <bdi>{subject}</bdi>
        </b>
      </PersonLink>
      {title.slice(at + subject.length)}
    </>
  );
}

export const CHANGE_COLUMNS: readonly Column<BatchChange>[] = [
  {
    id: "outcome",
    header: "Outcome",
    width: 100,
    className: "at-1e",
    skeleton: 56,
    cell: (change) => <Chip state={change.state} />,
  },
  {
    id: "change",
    header: "Change",
    className: "at-1",
    skeleton: 220,
    cell: (change) => (
      <span
        className="max-sm:block max-sm:truncate sm:line-clamp-2 sm:leading-[17px] sm:wrap-anywhere sm:whitespace-normal"
        title={[change.title, change.email, ...(change.people ?? []).map(fullName)]
          .filter(Boolean)
          .join("\n")}
      >
        <Title {...change} />
      </span>
    ),
  },
  {
    id: "team",
    header: "Team",
    width: between(150, 14, 300),
    className: "at-2",
    skeleton: 110,
    cell: (change) => (
      <span className={cx(GLYPH_LINE, "text-muted")}>
        {change.vendor && <VendorGlyph vendor={change.vendor} />}
        <bdi className="clip" title={change.teamName}>
          {change.teamName}
        </bdi>
      </span>
    ),
  },
  {
    id: "diff",
    header: "Before and after",
    width: 136,
    skeleton: 110,
    cell: (change) => (
      <span className="flex min-w-0 items-center gap-1.5" title={`${change.before} → ${change.after}`}>
        <span className="clip min-w-[52px] text-muted">{change.before}</span>
        <Icon name="arrow" className="size-3 text-faint" />
        <span className="sr-only">becomes</span>
        <span className="clip font-medium">{change.after}</span>
      </span>
    ),
  },
  {
    id: "reason",
    header: "Reason",
    width: between(220, 22, 520),
    className: "at-3 max-sm:pt-0",
    skeleton: 0,
    cell: (change) => {
      const needsLook = change.state === "failed" || change.state === "unknown";
      return (
        <span
          className={cx(
            "line-clamp-2 text-small/4 whitespace-normal wrap-anywhere",
            !needsLook && "text-muted",
          )}
          title={change.reason}
        >
          <bdi>{change.reason}</bdi>
        </span>
      );
    },
  },
  {
    id: "at",
    header: "At",
    width: 98,
    align: "end",
    className: "text-faint at-2e",
    skeleton: 48,
    cell: (change) => change.endedAt && <LocalTime at={change.endedAt} as="clock" />,
  },
];
