"use client";

import { useSearchParams } from "next/navigation";
import { useEffect, useEffectEvent } from "react";

/**
 * Opens a dialog where the address asks for it (`?do=…`, as the palette's links do), and takes that out of the address: going
 * back or reloading does not ask again. It opens what a press would open, and does nothing by itself.
 */
export function useOpenedByLink(what: string, open: () => void): void {
  const isAsked = useSearchParams().get("do") === what;
  const onAsked = useEffectEvent(open);
  useEffect(() => {
    if (!isAsked) return;
    const address = new URL(window.location.href);
    address.searchParams.delete("do");
    window.history.replaceState(null, "", address);
    onAsked();
  }, [isAsked]);
}
