"use client";

import { copyForAMinute } from "#components/rotation/clipboard.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyField } from "#components/ui/copy-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import type { MadeToken } from "#lib/access/tokens/schema.ts";

/** A new token, for the only time. */
export function TokenShown({ made: { name, token }, onClose }: { made: MadeToken; onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="Token"
      lede={
        <>
          <bdi>{name}</bdi> was made. Keep it where secrets are kept: Rollcall has only its digest.
        </>
      }
      footer={
        <>
          <FootNote />
          <Button size="lg" variant="primary" onClick={onClose}>
            Done
          </Button>
        </>
      }
    >
      <CopyField
        label="Token"
        value={token}
        what="token"
        hint="Shown only now. The clipboard is emptied after 60 seconds if this page is still open."
        copyText={copyForAMinute}
      />
    </Dialog>
  );
}
