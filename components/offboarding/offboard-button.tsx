"use client";

import { useState } from "react";
import type { LeavableOrg } from "#components/offboarding/offboard-choices.tsx";
import { useOpenedByLink } from "#components/shell/use-opened-by-link.ts";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { OffboardingStart } from "#lib/changes/offboarding/schema.ts";
import type { OrgDoors } from "#lib/directory/doors/schema.ts";

const OffboardDialog = lazyPart(() => import("./offboard-dialog.tsx").then((m) => m.OffboardDialog));

/** Opens the choices of taking a person out everywhere. */
export function OffboardButton({
  person,
  organizations,
  doors,
  start,
}: {
  person: { id: string; label: string };
  /** Organizations on whose own list the person is. */
  organizations: readonly LeavableOrg[];
  doors: readonly OrgDoors[];
  start: OffboardingStart;
}) {
  const [isOpen, setOpen] = useState(false);
  useOpenedByLink("offboard", () => setOpen(true));
  return (
    <>
      <Button icon="userMinus" onClick={() => setOpen(true)}>
        Offboard
      </Button>
      {isOpen && (
        <OffboardDialog
          person={person}
          organizations={organizations}
          doors={doors}
          start={start}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
