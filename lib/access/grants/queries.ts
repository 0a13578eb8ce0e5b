import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import type { Grantable, GrantSubject, Limit } from "#lib/core/limits.ts";

export const grantKeys = {
  all: ["grants"] as const,
  of: (subject: GrantSubject) => [...grantKeys.all, subject.kind, subject.id] as const,
};

/** What a limit can be made of, and the one that there is. */
export type GrantsPage = { grantable: Grantable[]; limit: Limit };

/** Read anew each time the dialog opens: an old limit must not be saved over a newer one. */
export const grantsOptions = (subject: GrantSubject) =>
  queryOptions({
    queryKey: grantKeys.of(subject),
    queryFn: ({ signal }) =>
      fetchJson<GrantsPage>(`/api/grants?kind=${subject.kind}&id=${encodeURIComponent(subject.id)}`, signal),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });

/** What an invite's limit can be made of: nobody is limited yet. */
export const grantableOptions = () =>
  queryOptions({
    queryKey: grantKeys.all,
    queryFn: ({ signal }) => fetchJson<GrantsPage>("/api/grants", signal),
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
