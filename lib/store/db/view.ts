import "server-only";
import { AsyncLocalStorage } from "node:async_hooks";
import { type Kysely, type RawBuilder, sql } from "kysely";
import { perProcess } from "#lib/core/per-process.ts";
import type { Tables } from "./tables.ts";

/** How much of the store somebody sees: `db()` answers through it while it is on. */
export type View = {
  /** The same for views that see the same: what is kept by a key is kept apart by this one too. */
  key: string;
  narrow(store: Kysely<Tables>): Kysely<Tables>;
  /** A table's rows that are seen, to stand after "from" in a statement of plain SQL. */
  rows(table: keyof Tables): RawBuilder<unknown>;
};

const views = () => perProcess("store-views", () => new AsyncLocalStorage<{ view: View | undefined }>());

/** The view that reading goes through just now; undefined: everything is seen. */
export const currentView = (): View | undefined => views().getStore()?.view;

/** Runs `fn`, and all that it calls and awaits, with `db()` showing this view; without one, everything. */
export const viewAs = <T>(view: View | undefined, fn: () => T): T => views().run({ view }, fn);

/** Runs what is Rollcall's own work, which somebody's request may only have set off: it sees everything. */
export const outsideViews = <T>(fn: () => T): T => views().run({ view: undefined }, fn);

/** Tells apart what is kept for views that do not see the same; empty where everything is seen. */
export const viewKey = (): string => currentView()?.key ?? "";

/** A table as it is seen just now, for plain SQL: `sql\`select 1 from ${seen("members")} as members\``. */
export const seen = (table: keyof Tables): RawBuilder<unknown> =>
  currentView()?.rows(table) ?? sql.table(table);

/** Lines that are made while an answer is under way, long after its handler ended, seen as the handler saw the store. */
export function sameView<T>(lines: AsyncGenerator<T>): AsyncIterable<T> {
  const within = AsyncLocalStorage.snapshot();
  return {
    [Symbol.asyncIterator]: () => ({
      next: () => within(() => lines.next()),
      return: () => within(() => lines.return(undefined)),
    }),
  };
}
