"use client";

import Link from "next/link";
import { Act } from "#components/ui/act.tsx";
import { Block } from "#components/ui/block.tsx";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { type ActionFailure, useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { hideFirstStepsAction, sayKeysKeptAction } from "#lib/insight/overview/actions.ts";
import type { FirstStep, FirstStepId } from "#lib/insight/overview/schema.ts";
import { anyToken } from "#lib/vendors/words.ts";

const STEPS: Record<FirstStepId, { what: string; href: string; why: string }> = {
  connect: { what: "Connect a team", href: "/settings/connections", why: `With ${anyToken()}.` },
  people: {
    what: "Look at your people",
    href: "/people",
    why: "Once a first team is read, everybody in it is listed.",
  },
  invite: {
    what: "Invite a colleague",
    href: "/settings/users",
    why: "By a link, as admin, operator or viewer, limited to some teams if you like.",
  },
  policy: {
    what: "Set a rotation policy",
    href: "/settings/policies",
    why: "After how many days a secret is overdue: 90 until you change it.",
  },
  keys: {
    what: "Back up the keys",
    href: "/help/backup",
    why: "Without them the stored tokens cannot be opened. A backup with the keys ticks this off; so does your word.",
  },
};

/** What whoever sets Rollcall up does first; each is ticked off by what the store has of it. */
export function FirstSteps({ steps }: { steps: FirstStep[] }) {
  const toast = useToast();
  const onError = (failure: ActionFailure) => toast({ tone: "danger", title: errorWords(failure.error) });
  const hiding = useActionMutation(() => hideFirstStepsAction(), { again: true, onError });
  const saying = useActionMutation(() => sayKeysKeptAction(), { again: true, onError });
  const done = steps.filter((step) => step.isDone).length;
  return (
    <Block
      title="First steps"
      titleId="first-steps"
      aside={
        <>
          <span className="text-small/5 text-faint tabular-nums">
            {done} of {steps.length} done
          </span>
          <Act
            icon="x"
            name="Hide first steps"
            isBusy={hiding.isPending}
            onClick={() => hiding.mutate(undefined)}
          />
        </>
      }
    >
      <ol aria-labelledby="first-steps">
        {steps.map(({ id, isDone }) => {
          const { what, href, why } = STEPS[id];
          return (
            <li key={id} className="flex min-h-11 items-start gap-2.5 px-gutter py-1.5">
              {isDone ? (
                <Icon name="checkCircle" className="mt-0.5 size-4 text-accent" />
              ) : (
                <span
                  className="mt-0.5 size-4 flex-none rounded-full border border-line-control"
                  aria-hidden="true"
                />
              )}
              <span className="min-w-0 flex-1">
                <Link className={cx("font-medium hover:underline", isDone && "text-muted")} href={href}>
                  {what}
                </Link>
                <span className="sr-only">{isDone ? ", done" : ", not done yet"}</span>
                {!isDone && <span className="block text-small text-muted">{why}</span>}
              </span>
              {id === "keys" && !isDone && (
                <Button pending={saying.isPending} onClick={() => saying.mutate(undefined)}>
                  Keys are backed up
                </Button>
              )}
            </li>
          );
        })}
      </ol>
    </Block>
  );
}
