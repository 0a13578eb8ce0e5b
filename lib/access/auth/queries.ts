import { queryOptions } from "@tanstack/react-query";
import { fetchJson } from "#lib/access/action/fetch-json.ts";
import type { ProofWays } from "./proof-ways.ts";

/** How the person can prove who they are; asked each time the dialog opens. */
export const proofWaysOptions = () =>
  queryOptions({
    queryKey: ["proof-ways"],
    queryFn: ({ signal }) => fetchJson<ProofWays>("/api/profile/proof-ways", signal),
    gcTime: 0,
    retry: false,
  });
