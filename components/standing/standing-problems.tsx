"use client";

import { useStanding } from "#components/standing/standing.tsx";
import { Unreachable } from "#components/standing/unreachable.tsx";
import type { Asking } from "#components/standing/use-asking.ts";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { WireError } from "#lib/core/errors.ts";

// With the words for every error, which a page that works does not need.
const StandingBanners = lazyPart(
  () => import("./standing-banners.tsx").then((m) => m.StandingBanners),
  Unreachable,
);

/** What could not be read, by the connection's name; nothing while all is well. The rows stay. */
export function StandingProblems({
  refreshing,
  rows,
}: {
  refreshing: Asking;
  /** The page's own rows, where they can fail by themselves; lost ones offer to try again in their own place. */
  rows?: { error: WireError | undefined; isLost: boolean; retry: () => void };
}) {
  const { standing, failure } = useStanding();
  const request = refreshing.error ?? rows?.error ?? failure;
  if (!request && standing.failures.length === 0) return null;
  const retry = () => {
    rows?.retry();
    refreshing.refresh();
  };
  return (
    <StandingBanners
      failures={standing.failures}
      request={request}
      isOffered={rows?.isLost}
      onRetry={retry}
    />
  );
}
