"use client";

import { useSyncExternalStore } from "react";
import { USUAL_TEAMS } from "#components/people/team-fits.ts";

const HEADS = "th[data-fits^='team:']";

function subscribe(listener: () => void): () => void {
  addEventListener("resize", listener);
  return () => removeEventListener("resize", listener);
}

/**
 * How many teams have a column, as the stylesheet decided: for what is counted besides them, and to leave out columns that
 * nobody sees. Undefined on the server and in the first render.
 */
export const useShownTeams = (): number | undefined =>
  useSyncExternalStore(
    subscribe,
    () => {
      const heads = [...document.querySelectorAll<HTMLElement>(HEADS)];
      return heads.length === 0 ? USUAL_TEAMS : heads.filter((head) => head.offsetParent !== null).length;
    },
    () => undefined,
  );
