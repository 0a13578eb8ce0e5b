"use client";

import { useMutation } from "@tanstack/react-query";
import { Act } from "#components/ui/act.tsx";
import { Block } from "#components/ui/block.tsx";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Link } from "#components/ui/link.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { wireErrorOf } from "#lib/access/action/failure.ts";
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
  // What calls an action, and the words for what went wrong, load with the press: the page works without.
  const marking = useMutation({
    networkMode: "always",
    mutationFn: async (what: "hidden" | "kept") => {
      const { callAction } = await import("#lib/access/action/use-action-mutation.ts");
      await callAction(what === "hidden" ? hideFirstStepsAction : sayKeysKeptAction, undefined, true);
    },
    onError: async (failure) => {
      const { errorWords } = await import("#lib/core/error-words.ts");
      const error = wireErrorOf(failure);
      toast({ tone: "danger", title: errorWords(error) });
    },
  });
  const isMarking = (what: "hidden" | "kept") => marking.isPending && marking.variables === what;
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
            isBusy={isMarking("hidden")}
            onClick={() => marking.mutate("hidden")}
          />
        </>
      }
    >
      <ol aria-labelledby="first-steps">
        {steps.map(({ id, isDone }) => {
          const { what, href, why } = STEPS[id];
          return (
            <li key={id} className="flex min-h-11 items-start gap-2.5 px-gutter py-1.5 max-sm:flex-wrap">
              {isDone ? (
                <Icon name="checkCircle" className="mt-0.5 size-4 text-accent" />
              ) : (
                <span
                  className="mt-0.5 size-4 flex-none rounded-full border border-line-control"
                  aria-hidden="true"
                />
              )}
              <span className="min-w-0 flex-1 max-sm:basis-[70%]">
                <Link className={cx("font-medium hover:underline", isDone && "text-muted")} href={href}>
                  {what}
                </Link>
                <span className="sr-only">{isDone ? ", done" : ", not done yet"}</span>
                {!isDone && <span className="block text-small text-muted">{why}</span>}
              </span>
              {id === "keys" && !isDone && (
                <Button
                  className="max-sm:ms-6.5"
                  pending={isMarking("kept")}
                  onClick={() => marking.mutate("kept")}
                >
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
