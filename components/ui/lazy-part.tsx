"use client";

import dynamic from "next/dynamic";
import { type ComponentType, useEffect } from "react";
import { useToast } from "#components/ui/toast.tsx";

function PartFailure({ onClose }: { onClose?: () => void }) {
  const toast = useToast();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when it takes the part's place
  useEffect(() => {
    toast({
      title: "This part of Rollcall could not be loaded",
      detail: "Check your connection, then reload the page.",
      tone: "danger",
    });
    onClose?.();
  }, []);
  return null;
}

/** A part that loads when it is first shown: dialogs and the like. If that fails it says so, and the page stays. */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): ComponentType<Props> {
  return dynamic<Props>(() => load().catch(() => PartFailure as ComponentType<Props>), { ssr: false });
}
