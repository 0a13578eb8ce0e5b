"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import type { Place, Standing } from "#lib/insight/standing/schema.ts";

/** Has rows read again whose lists changed, and what the server put into the page when connections or teams came or went. */
export function useFollow({ marks, connections, counts }: Standing, place: Place): void {
  const queryClient = useQueryClient();
  const router = useRouter();
  const seen = useRef(marks);
  useEffect(() => {
    const before = seen.current;
    seen.current = marks;
    const changed = (["teams", "members", "secrets"] as const).filter((part) => marks[part] !== before[part]);
    if (changed.length === 0) return;
    // Loaded with the first news: keys stand with their queries, and those of three nouns are more than any page needs.
    import("#components/standing/shown-in.ts").then(
      ({ readShownIn }) => readShownIn(queryClient, changed),
      // It is gone where Rollcall was updated meanwhile: then whatever the page shows is read again.
      () => queryClient.invalidateQueries(),
    );
  }, [marks, queryClient]);

  const made = `${connections} ${counts.teams}`;
  const seenMade = useRef(made);
  useEffect(() => {
    if (made === seenMade.current) return;
    seenMade.current = made;
    // The overview has itself made anew by every change (`OverviewRefresh`).
    if (place !== "elsewhere" && place !== "overview") router.refresh();
  }, [made, place, router]);
}
