"use client";

import { useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { SETTINGS_FORM } from "#components/ui/form-classes.ts";
import { SectionHead } from "#components/ui/section-head.tsx";
import { TextField } from "#components/ui/text-field.tsx";

/** The key that checkpoints and exports are held against. */
export function PublicKey({ value }: { value: string }) {
  const input = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied(true);
    } catch {
      input.current?.select();
    }
  };
  return (
    <section aria-labelledby="public-key">
      <SectionHead id="public-key" title="Signing key" />
      <div className={SETTINGS_FORM}>
        <TextField
          ref={input}
          label="Public key"
          value={value}
          readOnly
          mono
          autoComplete="off"
          onFocus={(event) => event.target.select()}
          hint="Ed25519. Write it down elsewhere: what it signed, nobody else can sign."
        />
        <Button icon="copy" onClick={() => void copy()}>
          {isCopied ? "Copied" : "Copy key"}
        </Button>
      </div>
    </section>
  );
}
