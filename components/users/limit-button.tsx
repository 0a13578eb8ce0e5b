"use client";

import { useState } from "react";
import { Act } from "#components/ui/act.tsx";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { GrantSubject } from "#lib/core/limits.ts";

const LimitDialog = lazyPart(() =>
  import("#components/grants/limit-dialog.tsx").then((module) => module.LimitDialog),
);

/** Opens which connections and teams a user or a role may see. `name`: whom it is about. */
export function LimitButton({
  subject,
  name,
  isInRow = false,
}: {
  subject: GrantSubject;
  name: string;
  isInRow?: boolean;
}) {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      {isInRow ? (
        <Act icon="eyeOff" name={`Limit ${name}`} onClick={() => setOpen(true)} />
      ) : (
        <Button onClick={() => setOpen(true)}>Limit {subject.id}s</Button>
      )}
      {isOpen && <LimitDialog name={name} subject={subject} onClose={() => setOpen(false)} />}
    </>
  );
}
