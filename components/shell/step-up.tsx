"use client";

import { useEffect, useState } from "react";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { askForProofsWith } from "#lib/access/action/confirm-its-you.ts";

const StepUpDialog = lazyPart(() =>
  import("#components/auth/step-up-dialog.tsx").then((module) => module.StepUpDialog),
);

/** Asks for a proof where an action wants one, whichever part of the page called it. */
export function StepUp() {
  const [answer, setAnswer] = useState<{ give: (isProven: boolean) => void }>();
  useEffect(
    () =>
      askForProofsWith(() => {
        const { promise, resolve } = Promise.withResolvers<boolean>();
        setAnswer({ give: resolve });
        return promise;
      }),
    [],
  );
  if (!answer) return null;
  const end = (isProven: boolean) => {
    setAnswer(undefined);
    answer.give(isProven);
  };
  return <StepUpDialog onClose={() => end(false)} onProven={() => end(true)} />;
}
