"use client";

import { copyForAMinute } from "#components/rotation/clipboard.ts";
import { Button } from "#components/ui/button.tsx";
import { CopyField } from "#components/ui/copy-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";

/** The signing secret of a new webhook, for the only time. */
export function SigningSecret({
  label,
  secret,
  onClose,
}: {
  label: string;
  secret: string;
  onClose: () => void;
}) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="Signing secret"
      lede={
        <>
          <bdi>{label}</bdi> was added. Give this to whoever receives its events.
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
        label="Signing secret"
        value={secret}
        what="secret"
        hint="Shown only now. The clipboard is emptied after 60 seconds if this page is still open."
        copyText={copyForAMinute}
      />
      <Note>
        Every call carries <span className="mono">Rollcall-Signature: t=…,v1=…</span>, where v1 is the
        HMAC-SHA-256 of <span className="mono">t.body</span> under this secret, in hex. Refuse what is older
        than five minutes, and events whose id was seen before.
      </Note>
    </Dialog>
  );
}
