"use client";

import { useState } from "react";
import { CheckField } from "#components/ui/check-field.tsx";
import { Note } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { REMOVES_MANY } from "#lib/changes/constants.ts";
import type { Plan } from "#lib/changes/schema.ts";

/** What somebody has to say besides pressing the button: that a roster may remove so many, and a number that is typed. */
export function usePlanConsent(plan: Plan | undefined) {
  const [typed, setTyped] = useState("");
  const [error, setError] = useState<string>();
  /** The plan of which somebody said that it may remove so many; another plan is asked about again. */
  const [sureOf, setSureOf] = useState<string>();
  const [isUnsure, setUnsure] = useState(false);
  const count = plan?.counts.apply ?? 0;
  const removesMany = plan?.risks.find(({ code }) => code === REMOVES_MANY);
  const isSure = plan !== undefined && sureOf === plan.digest;
  const mustType = plan?.harm === "typed";
  /** False where something is not said yet: then it says so by the field. */
  const check = (): boolean => {
    if (removesMany && !isSure) {
      setUnsure(true);
      return false;
    }
    const isWrong = mustType && typed.trim().replaceAll(/[,.\s]/g, "") !== String(count);
    setError(isWrong ? `This is not ${count}` : undefined);
    return !isWrong;
  };
  return {
    check,
    shown: {
      ...{ count, removesMany, mustType, isSure, isUnsure, typed, error },
      setSure: (isChecked: boolean) => setSureOf(isChecked ? plan?.digest : undefined),
      setTyped: (text: string) => {
        setTyped(text);
        setError(undefined);
      },
    },
  };
}

/** The fields for it, below the plan. */
export function PlanConsent({ shown }: { shown: ReturnType<typeof usePlanConsent>["shown"] }) {
  const { count, removesMany, mustType, isSure, isUnsure, typed, error, setSure, setTyped } = shown;
  return (
    <>
      {removesMany && (
        <Note tone="danger">
          <p>
            <bdi>{removesMany.text}</bdi>
          </p>
          <CheckField
            label="The roster is right: go on"
            checked={isSure}
            error={isUnsure && !isSure ? "Say so here, or go back and look at the roster" : undefined}
            onChange={setSure}
          />
        </Note>
      )}
      {mustType && (
        <TextField
          label={`Type ${count} to confirm`}
          value={typed}
          inputMode="numeric"
          autoComplete="off"
          error={error}
          onChange={(event) => setTyped(event.target.value)}
        />
      )}
    </>
  );
}
