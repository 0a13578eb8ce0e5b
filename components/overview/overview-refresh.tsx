"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useStanding } from "#components/standing/standing.tsx";

/** As often as the page is made anew while something changes, and otherwise: other people act too. */
const CHANGING_MS = 2_000;
const CALM_MS = 20_000;

/** Renders the page's server part again when what it shows has changed, while somebody can see it. */
export function OverviewRefresh() {
  const router = useRouter();
  const { marks, reading, failures, batches, connections } = useStanding().standing;
  const read = reading.map(({ connectionId }) => connectionId);
  const failed = failures.map(({ connectionId }) => connectionId);
  const ran = batches.map(({ id, state, counts }) => [id, state, counts]);
  const mark = JSON.stringify([marks, read, failed, ran, connections]);
  const newest = useRef(mark);
  useEffect(() => {
    newest.current = mark;
  }, [mark]);
  useEffect(() => {
    let shown = newest.current;
    let shownAt = Date.now();
    const timer = setInterval(() => {
      if (document.visibilityState !== "visible") return;
      if (newest.current === shown && Date.now() - shownAt < CALM_MS) return;
      shown = newest.current;
      shownAt = Date.now();
      router.refresh();
    }, CHANGING_MS);
    return () => clearInterval(timer);
  }, [router]);
  return null;
}
