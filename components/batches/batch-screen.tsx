"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { BatchProgress } from "#components/batches/batch-progress.tsx";
import { CHANGE_COLUMNS } from "#components/batches/change-columns.tsx";
import { ScheduledAs } from "#components/batches/scheduled-as.tsx";
import { useBatchControl } from "#components/batches/use-batch-control.ts";
import { useNewestBatch } from "#components/batches/use-newest-batch.ts";
import { DataTable } from "#components/data-table/data-table.tsx";
import { orNotLoaded } from "#components/data-table/not-loaded.tsx";
import { useFilter } from "#components/data-table/use-filter.ts";
import { useRows } from "#components/data-table/use-rows.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { Empty } from "#components/ui/empty.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { Toolbar } from "#components/ui/toolbar.tsx";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import { BATCH_CHANGE_FIELDS, type BatchChangeFilter, foldsSkipped } from "#lib/changes/batches/filter.ts";
import {
  batchChangesOptions,
  batchPageKeys,
  batchProgressOptions,
  isOver,
} from "#lib/changes/batches/queries.ts";
import type { BatchChange, BatchProgress as Progress } from "#lib/changes/batches/schema.ts";
import type { ScheduleShown } from "#lib/changes/schedules/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { WireError } from "#lib/core/errors.ts";
import { grouped } from "#lib/core/grouped.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";

const ReviewDialog = lazyPart(() =>
  import("#components/changes/review-dialog.tsx").then((m) => m.ReviewDialog),
);
const RetryValuesDialog = lazyPart(() =>
  import("./retry-values-dialog.tsx").then((m) => m.RetryValuesDialog),
);

const OUTCOMES = [
  { value: "failed", label: "Failed" },
  { value: "unknown", label: "Unknown" },
  { value: "running", label: "Running" },
  { value: "pending", label: "Waiting" },
  { value: "done", label: "Done" },
  { value: "skipped", label: "Skipped" },
  { value: "cancelled", label: "Cancelled" },
] as const;
/** Rows that hold two lines of a reason, and on a phone a third line for it. */
const TALL = "sm:[--spacing-row:40px]";
/** On a phone a reason has two lines of its own, where any change of the batch has one. */
const WITH_REASONS = "max-sm:[--spacing-row:88px]";
const AS_IT_IS = { by: "", dir: "asc" } as const;

/** One batch: how far it is, what became of each change, and what can be done with it as a whole. */
export function BatchScreen({
  batch: atFirst,
  schedule,
  initial,
  mayControl,
  mayExport,
}: {
  batch: Progress;
  /** What it was scheduled as. */
  schedule?: ScheduleShown | undefined;
  initial: { filter: BatchChangeFilter; page: RowPage<BatchChange> };
  mayControl: boolean;
  mayExport: boolean;
}) {
  const { id } = atFirst;
  const queryClient = useQueryClient();
  const progress = useQuery({ ...batchProgressOptions(id), initialData: atFirst });
  const batch = useNewestBatch(progress.data);
  const { filter, set } = useFilter(BATCH_CHANGE_FIELDS);
  const rows = useRows<BatchChange, BatchChangeFilter>({
    filter,
    initial,
    pageOptions: (of) => batchChangesOptions(id, of),
  });
  // The rows are read again when the counts say that one of them has changed.
  const counted = JSON.stringify(batch.counts);
  useEffect(() => {
    if (counted) void queryClient.invalidateQueries({ queryKey: batchPageKeys.changes(id) });
  }, [counted, id, queryClient]);

  const control = useBatchControl(id);
  const [opened, setOpened] = useState<"undo" | "values">();
  const close = () => setOpened(undefined);
  const isRunning = batch.state === "running";
  const isGoing = isRunning || batch.state === "paused";
  const hasReasons = batch.counts.failed + batch.counts.unknown + batch.counts.skipped > 0;
  const mayUndo = isOver(batch) && batch.counts.done > 0;
  const receipt = `/api/batches/${encodeURIComponent(id)}/receipt`;
  const failure: WireError | undefined = progress.error ? wireErrorOf(progress.error) : rows.error;
  return (
    <Screen>
      <PageHeader
        up={{ href: "/activity/batches", label: "Batches" }}
        title={<bdi>{batch.name}</bdi>}
        actions={
          <>
            {mayExport && (
              <>
                <a className={buttonClasses({ variant: "plain" })} href={`${receipt}?format=csv`} download>
                  <Icon name="file" />
                  Receipt
                </a>
                <a className={buttonClasses({ variant: "plain" })} href={`${receipt}?format=json`} download>
                  JSON
                </a>
                <a
                  className={buttonClasses({ variant: "plain" })}
                  href={`/activity/batches/${encodeURIComponent(id)}/receipt`}
                  target="_blank"
                  rel="noopener"
                >
                  Print
                </a>
              </>
            )}
            {mayControl && (
              <Button
                aria-disabled={mayUndo ? undefined : true}
                title={
                  mayUndo
                    ? undefined
                    : isOver(batch)
                      ? "Nothing of this batch was done."
                      : "Undo waits until the batch has ended."
                }
                onClick={() => mayUndo && setOpened("undo")}
              >
                Undo
              </Button>
            )}
            {mayControl && isGoing && (
              <Button pending={control.pending === "cancel"} onClick={() => void control.cancel()}>
                Cancel
              </Button>
            )}
            {mayControl && isRunning && (
              <Button icon="pause" pending={control.pending === "pause"} onClick={() => void control.pause()}>
                Pause
              </Button>
            )}
            {mayControl && batch.state === "paused" && (
              <Button
                variant="primary"
                pending={control.pending === "resume"}
                onClick={() => void control.resume()}
              >
                Resume
              </Button>
            )}
          </>
        }
      />
      <BatchProgress batch={batch} />
      {schedule && <ScheduledAs schedule={schedule} />}
      {failure && <Banner>Could not refresh: {errorWords(failure)}</Banner>}
      <Toolbar isBelow>
        <FilterSelect
          label="Outcome"
          value={filter.outcome ?? ""}
          options={[{ value: "", label: "All outcomes" }, ...OUTCOMES]}
          onChange={(value) => set({ outcome: value })}
        />
        {filter.outcome === undefined && foldsSkipped(batch.counts.skipped, batch.size) && (
          <Button variant="plain" onClick={() => set({ outcome: "skipped" })}>
            {grouped(batch.counts.skipped)} were already so
          </Button>
        )}
        <span className="flex-1" />
        {mayControl && batch.counts.failed > 0 && (
          <Button
            icon="refresh"
            pending={control.pending === "retry"}
            aria-disabled={batch.noRetry ? true : undefined}
            title={batch.noRetry}
            onClick={() => {
              if (batch.noRetry) return;
              if (batch.failedWithValue > 0) setOpened("values");
              else void control.retry();
            }}
          >
            Retry failed
          </Button>
        )}
      </Toolbar>
      <DataTable
        label="Changes"
        className={hasReasons ? `${TALL} ${WITH_REASONS}` : TALL}
        rowPx={40}
        {...(hasReasons ? { phoneRowPx: 88 } : {})}
        columns={CHANGE_COLUMNS}
        total={rows.total}
        rowAt={rows.rowAt}
        rowKey={(change) => change.id}
        sort={AS_IT_IS}
        onSort={() => undefined}
        onRange={rows.onRange}
        isLoading={rows.isLoading}
        isStale={rows.isStale}
        empty={orNotLoaded(
          rows,
          "changes",
          <Empty title="None of this outcome">No change of this batch has ended like that.</Empty>,
        )}
      />
      {opened === "undo" && (
        <ReviewDialog
          changes={undefined}
          source={{ kind: "undo", batchId: id }}
          lede="What was done is taken back, the last change first. Nothing has been changed yet."
          name={`Undo: ${batch.name}`.slice(0, 120)}
          onClose={close}
        />
      )}
      {opened === "values" && (
        <RetryValuesDialog
          batchId={id}
          others={batch.counts.failed - batch.failedWithValue}
          pending={control.pending === "retry"}
          onRetry={control.retry}
          onClose={close}
        />
      )}
    </Screen>
  );
}
