"use client";

import { createContext, type ReactNode, useContext, useSyncExternalStore } from "react";

const TICK_MS = 10_000;
const ServerNow = createContext(0);
const listeners = new Set<() => void>();
let nowMs = 0;
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    nowMs = Date.now();
    for (const tell of listeners) tell();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
const read = () => {
  if (nowMs === 0 || Date.now() - nowMs > TICK_MS) nowMs = Date.now();
  return nowMs;
};

/** Gives the server's clock to the first render, so that the HTML and the hydrated page say the same. */
export function NowProvider({ nowMs: atRender, children }: { nowMs: number; children: ReactNode }) {
  return <ServerNow value={atRender}>{children}</ServerNow>;
}

/** Milliseconds since the epoch; ticks every ten seconds, one timer a page. */
export function useNow(): number {
  const atRender = useContext(ServerNow);
  return useSyncExternalStore(subscribe, read, () => atRender);
}
