"use client";

import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { LinkField } from "#components/users/link-field.tsx";
import type { GivenLink } from "#lib/access/users/schema.ts";

/** Shows the link with which somebody sets a new password. */
export function ResetDialog({ name, link, onClose }: { name: string; link: GivenLink; onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="Reset link"
      lede={
        <>
          Send it to <bdi>{name}</bdi>. The old password works until the link is used; then every session
          ends.
        </>
      }
      footer={
        <Button size="lg" variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <LinkField label="Reset link" link={link} />
    </Dialog>
  );
}
