"use client";

import { useStanding } from "#components/standing/standing.tsx";
import type { StandingBannersProps } from "#components/standing/standing-banners.tsx";
import type { RefreshAll } from "#components/standing/use-refresh-all.ts";
import { Banner } from "#components/ui/banner.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { WireError } from "#lib/errors.ts";

function Unreachable({ onRetry }: StandingBannersProps) {
  return (
    <Banner>
      <span className="strong">Could not refresh: Rollcall could not be reached.</span>{" "}
      <button type="button" className="link" onClick={onRetry}>
        Try again
      </button>
    </Banner>
  );
}

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
  refreshing: RefreshAll;
  /** The page's own rows, where they can fail by themselves. */
  rows?: { error: WireError | undefined; retry: () => void };
}) {
  const { standing, failure } = useStanding();
  const request = refreshing.error ?? rows?.error ?? failure;
  if (!request && standing.failures.length === 0) return null;
  const retry = () => {
    rows?.retry();
    refreshing.refresh();
  };
  return <StandingBanners failures={standing.failures} request={request} onRetry={retry} />;
}
