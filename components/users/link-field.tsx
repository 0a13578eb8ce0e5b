"use client";

import { timeInText } from "#components/ui/clock.ts";
import { CopyField } from "#components/ui/copy-field.tsx";
import { useZone } from "#components/ui/zone.tsx";
import type { GivenLink } from "#lib/access/users/schema.ts";

/** A link to hand over, which is shown once. */
export function LinkField({ label, link }: { label: string; link: GivenLink }) {
  const zone = useZone();
  return (
    <CopyField
      label={label}
      value={link.url}
      what="link"
      hint={`Works once, until ${timeInText(link.expiresAt, zone)}. It is not shown again.`}
    />
  );
}
