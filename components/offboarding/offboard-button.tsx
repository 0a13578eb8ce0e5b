"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { OrgDoors } from "#lib/directory/doors/schema.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

const OffboardDialog = lazyPart(() => import("./offboard-dialog.tsx").then((m) => m.OffboardDialog));

/** Opens the choices of taking a person out everywhere. */
export function OffboardButton({
  person,
  organizations,
  doors,
}: {
  person: { id: string; label: string };
  /** Organizations on whose own list the person is. */
  organizations: readonly { teamId: string; name: string; vendor: VendorId }[];
  doors: readonly OrgDoors[];
}) {
  const [isOpen, setOpen] = useState(false);
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
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
