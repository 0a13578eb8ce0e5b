"use client";

import { useSyncExternalStore } from "react";
import { USUAL_TEAMS } from "#components/people/team-fits.ts";

const HEADS = "th[data-fits^='team:']";

function subscribe(listener: () => void): () => void {
  addEventListener("resize", listener);
  return () => removeEventListener("resize", listener);
}

/** How many teams have a column, as the stylesheet decided: what is counted besides them, not how it is laid out. */
export const useShownTeams = (): number =>
  useSyncExternalStore(
    subscribe,
    () => {
      const heads = [...document.querySelectorAll<HTMLElement>(HEADS)];
      return heads.length === 0 ? USUAL_TEAMS : heads.filter((head) => head.offsetParent !== null).length;
    },
    () => USUAL_TEAMS,
  );
