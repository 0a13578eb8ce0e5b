"use client";

import { useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { timeInText } from "#components/ui/clock.ts";
import { TextField } from "#components/ui/text-field.tsx";
import { useZone } from "#components/ui/zone.tsx";
import type { GivenLink } from "#lib/access/users/schema.ts";

/** A link to hand over: read-only, selected on focus, with a button that copies it. */
export function LinkField({ label, link }: { label: string; link: GivenLink }) {
  const input = useRef<HTMLInputElement>(null);
  const zone = useZone();
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(link.url);
      setCopied(true);
    } catch {
      // No clipboard on this page (plain http): selected, it is one key away.
      input.current?.select();
    }
  };
  return (
    <>
      <TextField
        ref={input}
        label={label}
        value={link.url}
        readOnly
        mono
        autoComplete="off"
        onFocus={(event) => event.target.select()}
        hint={`Works once, until ${timeInText(link.expiresAt, zone)}. It is not shown again.`}
      />
      <div>
        <Button icon="copy" onClick={copy}>
          {isCopied ? "Copied" : "Copy link"}
        </Button>
        <span className="sr-only" role="status">
          {isCopied ? "The link is in the clipboard" : ""}
        </span>
      </div>
    </>
  );
}
