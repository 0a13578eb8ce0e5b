"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { runScheduleAction } from "#lib/changes/schedules/actions.ts";

/** Runs what waits, by the plan that was looked at, and leads to its batch. `onChanged`: the plan is another one by now. */
export function useRunNow(id: string, onChanged: () => void) {
  const router = useRouter();
  const [isChanged, setChanged] = useState(false);
  const running = useActionMutation(runScheduleAction, {
    onSuccess: (answer) => {
      setChanged(answer.status === "changed");
      if (answer.status === "changed") return onChanged();
      router.push(`/activity/batches/${encodeURIComponent(answer.batchId)}`);
      // One that begins under its own id has its page open already.
      return router.refresh();
    },
    onError: () => router.refresh(),
  });
  return {
    isChanged,
    isPending: running.isPending,
    error: running.error?.error,
    run: (planDigest: string) => !running.isPending && running.mutate({ id, planDigest }),
  };
}
