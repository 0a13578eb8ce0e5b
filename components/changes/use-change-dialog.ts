"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { confirmCodes, planCost } from "#components/changes/plan-warnings.tsx";
import { useChange } from "#components/changes/use-change.tsx";
import { usePlan } from "#components/changes/use-plan.ts";
import type { ActionFailure } from "#lib/access/action/failure.ts";
import type { At } from "#lib/changes/schedules/at.ts";
import type { ChangeRequest, Plan } from "#lib/changes/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { ErrorCode, FieldErrors } from "#lib/core/errors.ts";

/** Why a change did not happen: its code, its words, and what is wrong by the field. */
export type Refused = { code: ErrorCode; reason: string; fields: FieldErrors | undefined };
/** What is asked for. Undefined: it cannot be asked yet, and the dialog says why. */
type Asked = ChangeRequest | undefined | Promise<ChangeRequest | undefined>;

/**
 * A dialog that asks for one change: plans it while it is open, applies it when its button is pressed, says how it ended and
 * closes. A plan that warns of something new, or refuses, is shown first. After a lost answer the dialog stays, and sent from it
 * again, nothing happens twice.
 */
export function useChangeDialog({
  vendor,
  planned,
  says,
  onClose,
}: {
  /** The vendor's name, for the words of a refusal. */
  vendor?: string;
  /** What it asks for, where that is known when it opens. Never a change that carries a secret's value. */
  planned?: ChangeRequest;
  /** Codes of the warnings that the dialog says by itself. Absent: an approval is asked for without a further question. */
  says?: readonly string[];
  onClose: () => void;
}) {
  const change = useChange();
  const first = usePlan(planned);
  const [newer, setNewer] = useState<Plan>();
  const plan = newer ?? first;
  const applying = useMutation<Refused | undefined, ActionFailure, { ask: () => Asked; at?: At | undefined }>(
    {
      // What is asked for may hold a secret's value: it is not kept once the dialog is gone.
      gcTime: 0,
      mutationFn: async ({ ask, at }) => {
        const request = await ask();
        if (!request) return undefined;
        const acknowledged = [...new Set([...(says ?? []), ...confirmCodes(plan)])];
        const end = await change.run([request], {
          ...(vendor ? { vendor } : {}),
          ...(at ? { at } : {}),
          ...(says || planned || plan ? { acknowledged } : {}),
        });
        if (end.is === "confirm") setNewer(end.plan);
        else if (end.is === "failed") return { code: end.code, reason: end.reason, fields: undefined };
        else if (end.is === "error")
          return { code: end.error.code, reason: end.reason, fields: end.error.fields };
        else {
          void change.say(end.outcomes, vendor);
          onClose();
        }
        return undefined;
      },
    },
  );
  const { data, error } = applying;
  return {
    plan,
    cost: planCost(plan),
    isPending: applying.isPending,
    refused:
      data ??
      (error ? { code: error.error.code, reason: errorWords(error.error), fields: undefined } : undefined),
    /** `at`: when it is to be done; now where absent. */
    apply: (ask: () => Asked, at?: At) => applying.mutate({ ask, at }),
    /** What was said of something else than what now stands in the form. */
    forget: () => {
      setNewer(undefined);
      applying.reset();
    },
  };
}
