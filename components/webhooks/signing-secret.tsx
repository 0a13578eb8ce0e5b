"use client";

import { useRef, useState } from "react";
import { copyForAMinute } from "#components/rotation/clipboard.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";

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
  const input = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    if (await copyForAMinute(secret)) setCopied(true);
    else input.current?.select();
  };
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
      <TextField
        ref={input}
        label="Signing secret"
        value={secret}
        readOnly
        mono
        autoComplete="off"
        data-1p-ignore
        data-lpignore="true"
        onFocus={(event) => event.target.select()}
        hint="Shown only now. The clipboard is emptied after 60 seconds if this page is still open."
      />
      <div>
        <Button icon="copy" onClick={() => void copy()}>
          {isCopied ? "Copied" : "Copy secret"}
        </Button>
      </div>
      <Note>
        Every call carries <span className="mono">Rollcall-Signature: t=…,v1=…</span>, where v1 is the
        HMAC-SHA-256 of <span className="mono">t.body</span> under this secret, in hex. Refuse what is older
        than five minutes, and events whose id was seen before.
      </Note>
    </Dialog>
  );
}
