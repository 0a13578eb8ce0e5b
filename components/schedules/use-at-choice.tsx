"use client";

import { useState } from "react";
import { AtFields, useAt } from "#components/schedules/at-fields.tsx";
import { Button } from "#components/ui/button.tsx";
import type { At } from "#lib/changes/schedules/at.ts";

/** Of a dialog that asks for one change: a button that brings a date, a time and a zone, for its footer, and those fields. */
export function useAtChoice() {
  const [isTimed, setTimed] = useState(false);
  const at = useAt(undefined, isTimed);
  return {
    isTimed,
    button: (
      <Button size="lg" onClick={() => setTimed(!isTimed)}>
        {isTimed ? "Now" : "At…"}
      </Button>
    ),
    fields: isTimed ? <AtFields at={at} takesFocus /> : null,
    /** The time that was chosen; undefined for now, "wrong" where the field says what is wrong. */
    chosen: (): At | "wrong" | undefined => (isTimed ? (at.check() ?? "wrong") : undefined),
  };
}
