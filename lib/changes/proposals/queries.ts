import { infiniteQueryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import { planKeys } from "#lib/changes/queries.ts";
import type { StoredPlan } from "./schema.ts";

/** A stored plan as it stands, its lines page by page, from the one that the page came with. */
export const storedPlanOptions = (initial: StoredPlan) =>
  infiniteQueryOptions({
    queryKey: [...planKeys.all, "stored", initial.id, initial.plan.digest],
    queryFn: ({ pageParam, signal }) =>
      fetchJson<StoredPlan>(`/api/plans/${encodeURIComponent(initial.id)}?offset=${pageParam}`, signal),
    initialPageParam: 0,
    initialData: { pages: [initial], pageParams: [0] },
    getNextPageParam: ({ plan }: StoredPlan) => {
      const next = plan.offset + plan.changes.length;
      // Of another plan by now there is no next page: the page says so when it is looked at anew.
      return next < plan.total && plan.changes.length > 0 && plan.digest === initial.plan.digest
        ? next
        : undefined;
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
