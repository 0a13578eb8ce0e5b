"use client";

import { useState } from "react";
import { between } from "#components/data-table/columns.ts";
import { LiveRefresh } from "#components/overview/live-refresh.tsx";
import { DueTime } from "#components/schedules/due-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import type { ComingKind, ComingRow } from "#lib/insight/coming-up/schema.ts";

const MoveDialog = lazyPart(() => import("./move-dialog.tsx").then((m) => m.MoveDialog));
const CancelDialog = lazyPart(() => import("./cancel-dialog.tsx").then((m) => m.CancelDialog));
const RunDialog = lazyPart(() => import("./run-dialog.tsx").then((m) => m.RunDialog));

const CalendarDialog = lazyPart(() => import("./calendar-dialog.tsx").then((m) => m.CalendarDialog));

const LIVE_MS = 10_000;
export const COMING_UP_COLUMNS = [
  { label: "What" },
  { label: "Kind", width: 116 },
  { label: "When", width: between(172, 16, 280) },
  { label: "State", width: between(88, 9, 320) },
  { label: "By", width: between(76, 8, 200) },
  { label: "Actions", width: 256, isHidden: true },
] as const;

const KINDS: Record<ComingKind, string> = {
  batch: "Scheduled",
  end: "End of a role",
  review: "Review",
  secret: "Secret to rotate",
};

/** What will happen by itself, and what has to be done by then: in the order of its time. */
export function ComingUpScreen({
  rows,
  mayControl,
  hasCalendar,
}: {
  rows: ComingRow[];
  mayControl: boolean;
  hasCalendar: boolean;
}) {
  const [isCalendar, setCalendar] = useState(false);
  const [opened, setOpened] = useState<{ row: ComingRow; as: "run" | "move" | "cancel" }>();
  const close = () => setOpened(undefined);
  const { row, as } = opened ?? {};
  const of = row?.schedule;
  return (
    <Screen>
      <LiveRefresh everyMs={LIVE_MS} />
      <PageHeader
        title="Coming up"
        count={rows.length}
        actions={<Button onClick={() => setCalendar(true)}>Calendar</Button>}
      />
      <ScrollArea hasLine>
        <Table label="Coming up" columns={COMING_UP_COLUMNS}>
          {rows.map((one) => (
            <Row key={one.key}>
              <Cell className="at-1">
                <Link className="clip font-medium hover:underline" href={one.href}>
                  <bdi title={one.what}>{one.what}</bdi>
                </Link>
              </Cell>
              <Cell className="text-muted">{KINDS[one.kind]}</Cell>
              <Cell className="at-2 text-muted">
                <DueTime at={one.at} when={one.when} zone={one.schedule?.at.zone} />
              </Cell>
              <Cell className="at-2e">
                <bdi className={one.held ? "clip text-warn" : "clip text-muted"} title={one.held}>
                  {one.held ? `Held: ${one.held}` : one.schedule ? "Scheduled" : "Due"}
                </bdi>
              </Cell>
              <Cell className="text-muted">
                <bdi className="clip">{one.by}</bdi>
              </Cell>
              <Cell className="at-3 text-end">
                {one.schedule && mayControl && (
                  <span className="inline-flex gap-1">
                    <Button
                      variant="link"
                      aria-label={`Run ${one.what} now`}
                      onClick={() => setOpened({ row: one, as: "run" })}
                    >
                      Run
                    </Button>
                    <Button
                      variant="link"
                      aria-label={`Change time of ${one.what}`}
                      onClick={() => setOpened({ row: one, as: "move" })}
                    >
                      Change time
                    </Button>
                    <Button
                      variant="link"
                      aria-label={`Cancel ${one.what}`}
                      onClick={() => setOpened({ row: one, as: "cancel" })}
                    >
                      Cancel
                    </Button>
                  </span>
                )}
              </Cell>
            </Row>
          ))}
        </Table>
        {rows.length === 0 && (
          <Empty title="Nothing comes up">
            What is scheduled, roles that end, and reviews and secrets that fall due stand here. To schedule
            something, press “At…” where its changes are reviewed.
          </Empty>
        )}
      </ScrollArea>
      {isCalendar && <CalendarDialog hasOne={hasCalendar} onClose={() => setCalendar(false)} />}
      {row && of && as === "run" && <RunDialog id={of.id} what={row.what} onClose={close} />}
      {row && of && as === "move" && <MoveDialog id={of.id} what={row.what} first={of.at} onClose={close} />}
      {row && of && as === "cancel" && (
        <CancelDialog id={of.id} what={row.what} isEnd={row.kind === "end"} onClose={close} />
      )}
    </Screen>
  );
}
