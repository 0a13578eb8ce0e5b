"use client";

import { useRef, useState } from "react";
import { copyForAMinute } from "#components/rotation/clipboard.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { MadeToken } from "#lib/access/tokens/schema.ts";

/** A new token, for the only time. */
export function TokenShown({ made: { name, token }, onClose }: { made: MadeToken; onClose: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    if (await copyForAMinute(token)) setCopied(true);
    else input.current?.select();
  };
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
      <TextField
        ref={input}
        label="Token"
        value={token}
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
          {isCopied ? "Copied" : "Copy token"}
        </Button>
      </div>
    </Dialog>
  );
}
