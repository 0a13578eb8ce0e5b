"use client";

import { useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";

/** Puts a text on the clipboard; false where the page has none (plain http). */
async function toClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** A text to hand over: read-only, selected on focus, with a button that copies it. `what` is what the button calls it. */
export function CopyField({
  label,
  value,
  what,
  hint,
  copyText = toClipboard,
}: {
  label: string;
  value: string;
  what: string;
  hint: string;
  copyText?: (text: string) => Promise<boolean>;
}) {
  const input = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    if (await copyText(value)) setCopied(true);
    // Selected, it is one key away.
    else input.current?.select();
  };
  return (
    <>
      <TextField
        ref={input}
        label={label}
        value={value}
        readOnly
        mono
        autoComplete="off"
        data-1p-ignore
        data-lpignore="true"
        onFocus={(event) => event.target.select()}
        hint={hint}
      />
      <div>
        <Button icon="copy" onClick={() => void copy()}>
          {isCopied ? "Copied" : `Copy ${what}`}
        </Button>
        <span className="sr-only" role="status">
          {isCopied ? `The ${what} is in the clipboard` : ""}
        </span>
      </div>
    </>
  );
}
