"use client";

import { useState } from "react";
import { useOpenedByLink } from "#components/shell/use-opened-by-link.ts";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";

const InviteDialog = lazyPart(() =>
  import("#components/users/invite-dialog.tsx").then((module) => module.InviteDialog),
);

export function InviteButton() {
  const [isOpen, setOpen] = useState(false);
  useOpenedByLink("invite", () => setOpen(true));
  return (
    <>
      <Button variant="primary" icon="plus" onClick={() => setOpen(true)}>
        Invite user
      </Button>
      {isOpen && <InviteDialog onClose={() => setOpen(false)} />}
    </>
  );
}
