"use client";

import { Unreachable } from "#components/standing/unreachable.tsx";
import type { RefreshBannerProps } from "#components/teams/refresh-banner.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";

// With the words for every error, which a page that works does not need.
const RefreshBanner = lazyPart(
  () => import("./refresh-banner.tsx").then((m) => m.RefreshBanner),
  Unreachable,
);

/** The banner of a list that could not be read again; nothing while all is well. */
export function RefreshProblem(props: RefreshBannerProps) {
  return props.failure || props.freshness?.error ? <RefreshBanner {...props} /> : null;
}
