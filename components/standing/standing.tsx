"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { createContext, type ReactNode, use } from "react";
import { placeOf } from "#components/standing/places.ts";
import { useFollow } from "#components/standing/use-follow.ts";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import type { WireError } from "#lib/core/errors.ts";
import { standingOptions } from "#lib/insight/standing/queries.ts";
import type { Place, Standing } from "#lib/insight/standing/schema.ts";

type Known = {
  place: Place;
  standing: Standing;
  /** It could not be asked: what is shown is of before. */
  failure: WireError | undefined;
  /** Whoever looks may give a connection another token. */
  mayReplaceTokens: boolean;
};
const StandingContext = createContext<Known | undefined>(undefined);

/**
 * Asks how Rollcall's copy stands, for whatever page is open, and has the rows read again that changed. The navigation, the
 * overview and the pages all read it here, so they say the same numbers at the same time.
 */
export function StandingProvider({
  initial,
  mayReplaceTokens,
  children,
}: {
  initial: Standing;
  mayReplaceTokens: boolean;
  children: ReactNode;
}) {
  const place = placeOf(usePathname());
  const { data, error } = useQuery({
    ...standingOptions(place),
    // Until this page's answer is here: what the last page knew, at first what the server rendered with.
    placeholderData: (before: Standing | undefined) => before ?? initial,
  });
  const standing = data ?? initial;
  useFollow(standing, place);
  const failure = error ? wireErrorOf(error) : undefined;
  return <StandingContext value={{ place, standing, failure, mayReplaceTokens }}>{children}</StandingContext>;
}

export function useStanding(): Known {
  const known = use(StandingContext);
  if (!known) throw new Error("no page of the dashboard: nothing asks how the copy stands");
  return known;
}
