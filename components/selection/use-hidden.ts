"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

/** As many as one look reads: of a longer list it is not known which of the chosen stand in it. */
const MAX_LOOKED = 2_000;

export type Hidden = { count: number; isMost: boolean };

/**
 * How many of the chosen ids do not stand in the list as it is filtered now. Rows that are loaded answer at once, others are
 * read; in a list too long for that it is only known how many at most.
 */
export function useHidden<Row>(
  ids: ReadonlySet<string>,
  filterKey: string,
  list: {
    loaded: () => readonly Row[];
    loadRange: (first: number, last: number) => Promise<readonly Row[]>;
    total: number;
    idOf: (row: Row) => string;
  },
): Hidden {
  const { loaded, loadRange, total, idOf } = list;
  const here = ids.size === 0 ? [] : loaded();
  const seen = new Set(here.map(idOf));
  const missing = [...ids].filter((id) => !seen.has(id));
  const isWhole = here.length >= total;
  const mustRead = missing.length > 0 && !isWhole && total <= MAX_LOOKED;
  const { data } = useQuery({
    queryKey: ["hidden-of-selection", filterKey, total, missing],
    queryFn: async () => {
      const rows = new Set((await loadRange(0, total - 1)).map(idOf));
      return missing.filter((id) => !rows.has(id)).length;
    },
    enabled: mustRead,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  const count = mustRead ? (data ?? 0) : missing.length;
  const isMost = missing.length > 0 && !isWhole && !mustRead;
  return useMemo(() => ({ count, isMost }), [count, isMost]);
}
