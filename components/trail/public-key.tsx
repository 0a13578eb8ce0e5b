"use client";

import { CopyField } from "#components/ui/copy-field.tsx";
import { SETTINGS_FORM } from "#components/ui/form-classes.ts";
import { SectionHead } from "#components/ui/section-head.tsx";

/** The key that checkpoints and exports are held against. */
export function PublicKey({ value }: { value: string }) {
  return (
    <section aria-labelledby="public-key">
      <SectionHead id="public-key" title="Signing key" />
      <div className={SETTINGS_FORM}>
        <CopyField
          label="Public key"
          value={value}
          what="key"
          hint="Ed25519. Write it down elsewhere: what it signed, nobody else can sign."
        />
      </div>
    </section>
  );
}
