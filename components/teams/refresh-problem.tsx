"use client";

import dynamic from "next/dynamic";
import type { RefreshBannerProps } from "#components/teams/refresh-banner.tsx";

// With the words for every error, which a page that works does not need.
const RefreshBanner = dynamic(() => import("./refresh-banner.tsx").then((m) => m.RefreshBanner));

/** The banner of a list that could not be read again; nothing while all is well. */
export function RefreshProblem(props: RefreshBannerProps) {
  return props.failure || props.freshness?.error ? <RefreshBanner {...props} /> : null;
}
