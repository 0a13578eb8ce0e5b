"use client";

import { type ComponentType, lazy, Suspense, useEffect } from "react";
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

/**
 * A part that loads when it is first shown: dialogs and the like. If that fails `instead` takes its place, by default a
 * toast that says so, and the page stays. React's own `lazy`: Next's `dynamic` brings 1 kB more to every page.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  instead: ComponentType<Props> = PartFailure as ComponentType<Props>,
): ComponentType<Props> {
  const Part = lazy(() =>
    load().then(
      (component) => ({ default: component }),
      () => ({ default: instead }),
    ),
  );
  // Called once a part, at a module's top level.
  // biome-ignore lint/correctness/noComponentHookFactories: see above
  return function LazyPart(props: Props) {
    return (
      <Suspense fallback={null}>
        <Part {...(props as Parameters<typeof Part>[0])} />
      </Suspense>
    );
  };
}
