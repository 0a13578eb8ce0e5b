"use client";

import { useRouter } from "next/navigation";
import { useOptimistic, useTransition } from "react";
import { TaskLink } from "#components/offboarding/task-link.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { ActionFailure, callAction } from "#lib/access/action/use-action-mutation.ts";
import { tickItemAction } from "#lib/changes/offboarding/actions.ts";
import type { ChecklistItem } from "#lib/changes/offboarding/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";

/** What no API can do, to be ticked off; who did, and when, stays with it. */
export function Checklist({
  batchId,
  items,
  mayTick,
}: {
  batchId: string;
  items: readonly ChecklistItem[];
  mayTick: boolean;
}) {
  const router = useRouter();
  const toast = useToast();
  const [, startTick] = useTransition();
  const [ticked, setTicked] = useOptimistic<ReadonlyMap<string, boolean>, [string, boolean]>(
    new Map(),
    (before, [key, done]) => new Map(before).set(key, done),
  );
  const tick = (key: string, done: boolean) =>
    startTick(async () => {
      setTicked([key, done]);
      try {
        await callAction(tickItemAction, { batchId, key, done }, true);
        router.refresh();
      } catch (error) {
        if (!(error instanceof ActionFailure)) throw error;
        toast({ tone: "danger", title: "This was not kept", detail: errorWords(error.error) });
      }
    });
  return (
    <ul className="grid gap-2.5 px-gutter pt-1 pb-3">
      {items.map((item) => (
        <li key={item.key} className="flex items-start gap-x-3 gap-y-1 max-sm:flex-wrap">
          {mayTick ? (
            <CheckField
              label={item.words}
              checked={ticked.get(item.key) ?? item.doneAt !== undefined}
              onChange={(done) => tick(item.key, done)}
              hint={
                item.doneAt && (
                  <>
                    <bdi>{item.doneBy}</bdi>, <TimeAgo at={item.doneAt} />
                  </>
                )
              }
            />
          ) : (
            <p className={item.doneAt ? "text-muted" : undefined}>
              {item.words}
              {item.doneAt && (
                <span className="text-faint">
                  {" "}
                  done by <bdi>{item.doneBy}</bdi>, <TimeAgo at={item.doneAt} />
                </span>
              )}
            </p>
          )}
          <span className={mayTick ? "max-sm:ps-7.5" : undefined}>
            <TaskLink task={item} />
          </span>
        </li>
      ))}
    </ul>
  );
}
