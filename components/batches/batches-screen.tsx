"use client";

import { useRouter } from "next/navigation";
import { BATCH_COLUMNS } from "#components/batches/batch-columns.tsx";
import { BATCH_STATE_WORDS } from "#components/batches/batch-words.ts";
import { DataTable } from "#components/data-table/data-table.tsx";
import { orNotLoaded } from "#components/data-table/not-loaded.tsx";
import { useFilter } from "#components/data-table/use-filter.ts";
import { useRows } from "#components/data-table/use-rows.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { FilterSelect } from "#components/ui/filter-select.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { Toolbar, ToolbarCount } from "#components/ui/toolbar.tsx";
import type { BatchFilter } from "#lib/changes/batches/filter.ts";
import { BATCH_FIELDS } from "#lib/changes/batches/filter.ts";
import { batchListOptions } from "#lib/changes/batches/queries.ts";
import type { BatchRow, BatchState } from "#lib/changes/batches/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";

const STATES = (Object.entries(BATCH_STATE_WORDS) as [BatchState, string][]).map(([value, label]) => ({
  value,
  label,
}));
const AS_IT_IS = { by: "at", dir: "desc" } as const;

/** All batches, newest first. */
export function BatchesScreen({ initial }: { initial: { filter: BatchFilter; page: RowPage<BatchRow> } }) {
  const router = useRouter();
  const { filter, set } = useFilter(BATCH_FIELDS);
  const wanted = filter.state;
  const rows = useRows<BatchRow, BatchFilter>({ filter, initial, pageOptions: batchListOptions });
  return (
    <Screen>
      <PageHeader title="Batches" count={wanted ? undefined : rows.count} />
      <Toolbar>
        <FilterSelect
          label="Filter by state"
          value={wanted ?? ""}
          options={[{ value: "", label: "Any state" }, ...STATES]}
          onChange={(value) => set({ state: value })}
        />
        <ToolbarCount>
          {rows.count !== undefined && `${grouped(rows.count)} ${rows.count === 1 ? "batch" : "batches"}`}
        </ToolbarCount>
      </Toolbar>
      {rows.error && <Banner>Could not refresh: {errorWords(rows.error)}</Banner>}
      <DataTable
        label="Batches"
        columns={BATCH_COLUMNS}
        total={rows.total}
        rowAt={rows.rowAt}
        rowKey={(batch) => batch.id}
        sort={AS_IT_IS}
        onSort={() => undefined}
        onRange={rows.onRange}
        isLoading={rows.isLoading}
        isStale={rows.isStale}
        onOpen={(batch) => router.push(`/activity/batches/${encodeURIComponent(batch.id)}`)}
        empty={orNotLoaded(
          rows,
          "batches",
          wanted ? (
            <Empty title="No batch matches">No batch is in this state now.</Empty>
          ) : (
            <Empty title="No batches yet">
              Changes that are applied together stand here: select people or secrets in a list, and review a
              plan.
            </Empty>
          ),
        )}
      />
    </Screen>
  );
}
