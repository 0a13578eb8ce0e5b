"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useMemo, useRef, useState } from "react";
import { DataTable } from "#components/data-table/data-table.tsx";
import { orNotLoaded } from "#components/data-table/not-loaded.tsx";
import { useFilter } from "#components/data-table/use-filter.ts";
import { useAskEarly, useRows } from "#components/data-table/use-rows.ts";
import type { DecidingItem } from "#components/reviews/deciding.ts";
import type { Delegated } from "#components/reviews/delegate-dialog.tsx";
import { reviewColumns } from "#components/reviews/review-columns.tsx";
import { ReviewHead } from "#components/reviews/review-head.tsx";
import { ReviewToolbar } from "#components/reviews/review-toolbar.tsx";
import { useDecide } from "#components/reviews/use-decide.ts";
import { SelectionBar } from "#components/selection/selection-bar.tsx";
import {
  pickedOf,
  SelectionContext,
  useLoadedIds,
  useNewSelection,
} from "#components/selection/use-selection.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { REVIEW_ITEM_FIELDS, type ReviewItemFilter } from "#lib/changes/reviews/filter.ts";
import { reviewItemsOptions, reviewKeys, reviewOptions } from "#lib/changes/reviews/queries.ts";
import type { Review, ReviewItem } from "#lib/changes/reviews/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { askedOf } from "#lib/core/filter/fields.ts";
import { grouped } from "#lib/core/grouped.ts";
import type { RowPage } from "#lib/directory/teams/schema.ts";

const DecideDialog = lazyPart(() => import("./decide-dialog.tsx").then((m) => m.DecideDialog));
const DelegateDialog = lazyPart(() => import("./delegate-dialog.tsx").then((m) => m.DelegateDialog));
const CloseDialog = lazyPart(() => import("./close-dialog.tsx").then((m) => m.CloseDialog));

/** How long "g" waits for the second key: that one is no decision. */
const GO_MS = 1_200;

type Chosen = Delegated;
type Opened =
  | { is: "remove" | "change"; chosen: Chosen; items: readonly DecidingItem[]; title: string }
  | { is: "delegate"; chosen: Chosen; lede: string }
  | { is: "close" };

/** One access review: who has what, decided row by row or for a selection, by hand or by key. */
export function ReviewScreen({
  review: atFirst,
  initial,
}: {
  review: Review;
  initial: { filter: ReviewItemFilter; page: RowPage<ReviewItem> };
}) {
  const { id } = atFirst;
  const router = useRouter();
  const queryClient = useQueryClient();
  const head = useQuery({ ...reviewOptions(id), initialData: atFirst });
  const review = head.data;
  const pageOptions = (of: ReviewItemFilter) => reviewItemsOptions(id, of);
  const state = useFilter(REVIEW_ITEM_FIELDS, useAskEarly(pageOptions));
  const { filter } = state;
  const rows = useRows<DecidingItem, ReviewItemFilter>({ filter, initial, pageOptions });
  const selection = useNewSelection<DecidingItem>(JSON.stringify(askedOf(filter)), {
    rows,
    idOf: (item) => item.id,
  });
  const loadedIds = useLoadedIds(rows.loaded, (item) => item.id);
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  const decide = useDecide(id);

  // The rows are there once the lists were read, and are as they are once it is closed.
  const shownState = useRef(review.state);
  useEffect(() => {
    if (shownState.current === review.state) return;
    shownState.current = review.state;
    void queryClient.invalidateQueries({ queryKey: reviewKeys.items(id) });
    router.refresh();
  }, [review.state, id, queryClient, router]);

  const whyNot = review.state === "open" ? undefined : "This review is not open";
  const acts = useMemo(
    () => ({
      onKeep: (item: DecidingItem) => void decide({ ids: [item.id] }, { decision: "keep" }),
      onUndo: (item: DecidingItem) => void decide({ ids: [item.id] }, { decision: "undone" }),
      onChange: (item: DecidingItem) =>
        setOpened({
          is: "change",
          chosen: { ids: [item.id] },
          items: [item],
          title: `Change role of ${item.label}`,
        }),
      onRemove: (item: DecidingItem) =>
        setOpened({ is: "remove", chosen: { ids: [item.id] }, items: [item], title: `Remove ${item.label}` }),
    }),
    [decide],
  );
  const columns = useMemo(() => reviewColumns({ whyNot, ...acts, loadedIds }), [whyNot, acts, loadedIds]);

  const wentAt = useRef(Number.NEGATIVE_INFINITY);
  const onKey = (key: string, item: DecidingItem): boolean => {
    const isGoing = performance.now() - wentAt.current < GO_MS;
    wentAt.current = key === "g" ? performance.now() : Number.NEGATIVE_INFINITY;
    if (isGoing || whyNot || item.whyNot) return false;
    if (key === "k") acts.onKeep(item);
    else if (key === "c") acts.onChange(item);
    else if (key === "r") acts.onRemove(item);
    else if (key === "u" && item.decision) acts.onUndo(item);
    else return false;
    return true;
  };

  const count = selection.count(rows.total);
  const chosenRows = (): Chosen => {
    const { ids, except } = pickedOf(selection);
    return ids ? { ids } : { filter: askedOf(filter), except };
  };
  const many = count === 1 ? "1 row" : `${grouped(count)} rows`;
  const openFor = (is: "remove" | "change", verb: string) =>
    setOpened({ is, chosen: chosenRows(), items: rows.loaded(), title: `${verb} ${many}` });
  const bulk = [
    {
      label: "Keep",
      reason: whyNot,
      onPress: () => void decide(chosenRows(), { decision: "keep" }).then((ok) => ok && selection.clear()),
    },
    { label: "Change role", reason: whyNot, onPress: () => openFor("change", "Change role of") },
    { label: "Remove", reason: whyNot, onPress: () => openFor("remove", "Remove") },
    {
      label: "Undo",
      reason: whyNot,
      onPress: () => void decide(chosenRows(), { decision: "undone" }).then((ok) => ok && selection.clear()),
    },
    {
      label: "Delegate",
      reason: whyNot,
      onPress: () =>
        setOpened({
          is: "delegate",
          chosen: chosenRows(),
          lede: `Of ${many}, those that nobody decided about.`,
        }),
    },
  ];
  return (
    <SelectionContext value={selection}>
      <Screen>
        <ReviewHead
          review={review}
          onClose={() => setOpened({ is: "close" })}
          onDelegate={(reviewer) =>
            setOpened({
              is: "delegate",
              chosen: { filter: { of: reviewer.userId || "nobody", decision: "none" } },
              lede: `The open rows of ${reviewer.name}.`,
            })
          }
        />
        {rows.error && <Banner>Could not refresh: {errorWords(rows.error)}</Banner>}
        <ReviewToolbar review={review} state={state} columns={columns} count={rows.count} />
        <DataTable
          label="Decisions"
          columns={columns}
          total={rows.total}
          rowAt={rows.rowAt}
          rowKey={(item) => item.id}
          rowClass={(item) =>
            [selection.has(item.id) && "is-selected", item.status !== "active" && "is-quiet"]
              .filter(Boolean)
              .join(" ") || undefined
          }
          sort={{ by: filter.sort, dir: filter.dir }}
          onSort={state.setSort}
          onRange={rows.onRange}
          isLoading={rows.isLoading || (review.state === "reading" && rows.total === 0)}
          isStale={rows.isStale}
          onKey={onKey}
          onExtend={selection.extend}
          hasCheck
          hasBar={count > 0}
          empty={orNotLoaded(
            rows,
            "rows",
            state.isFiltered ? (
              <Empty title="No row matches">Nothing of this review is like that now.</Empty>
            ) : (
              <Empty title="Nobody to decide about">
                Nobody in the lists that were read is whom this review asks about.
              </Empty>
            ),
          )}
        />
        {count > 0 && <SelectionBar selection={selection} total={rows.total} actions={bulk} />}
      </Screen>
      {(opened?.is === "remove" || opened?.is === "change") && (
        <DecideDialog
          what={opened.is}
          items={opened.items}
          title={opened.title}
          onDecide={(said) =>
            void decide(opened.chosen, said).then((ok) => {
              if (ok && count > 0) selection.clear();
            })
          }
          onClose={close}
        />
      )}
      {opened?.is === "delegate" && (
        <DelegateDialog
          reviewId={id}
          chosen={opened.chosen}
          lede={opened.lede}
          onDone={selection.clear}
          onClose={close}
        />
      )}
      {opened?.is === "close" && <CloseDialog reviewId={id} name={review.name} onClose={close} />}
    </SelectionContext>
  );
}
