"use client";

import { useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { confirmTwoFactorAction } from "#lib/access/two-factor/actions.ts";
import type { TwoFactorSetup } from "#lib/access/two-factor/schema.ts";

/** What was typed of the first code, and sending it. */
export function useFirstCode() {
  const [code, setCode] = useState("");
  const confirming = useActionMutation(confirmTwoFactorAction);
  return { code, setCode, confirming };
}

/** The secret as a picture and as text, and where its first code is typed. */
export function SetupFields({
  setup,
  code,
  onCode,
  error,
}: {
  setup: TwoFactorSetup;
  code: string;
  onCode: (code: string) => void;
  error: string | undefined;
}) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <>
      <svg
        className="mx-auto size-49 self-center rounded-md"
        viewBox={`0 0 ${setup.qr.size} ${setup.qr.size}`}
        role="img"
        aria-label="QR code for an authenticator app"
        shapeRendering="crispEdges"
      >
        <path d={`M0 0h${setup.qr.size}v${setup.qr.size}H0z`} fill="#fff" />
        <path d={setup.qr.path} fill="#000" />
      </svg>
      <TextField
        label="Or type this key"
        value={setup.secret}
        readOnly
        mono
        autoComplete="off"
        onFocus={(event) => event.target.select()}
      />
      <TextField
        ref={field}
        label="Code"
        value={code}
        inputMode="numeric"
        autoComplete="one-time-code"
        onChange={(event) => onCode(event.target.value)}
        error={error}
        hint="The six digits that the app shows now."
      />
    </>
  );
}

/** The codes to recover with, which are shown once. */
export function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(codes.join("\n"));
      setCopied(true);
    } catch {
      // No clipboard on this page (plain http): they can be selected.
      setCopied(false);
    }
  };
  return (
    <>
      <ul
        className="mono grid grid-cols-[repeat(auto-fill,minmax(170px,1fr))] gap-x-4 gap-y-1"
        aria-label="Recovery codes"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div>
        <Button icon="copy" onClick={copy}>
          {isCopied ? "Copied" : "Copy codes"}
        </Button>
        <span className="sr-only" role="status">
          {isCopied ? "The codes are in the clipboard" : ""}
        </span>
      </div>
    </>
  );
}

export const RECOVERY_LEDE =
  "Each of these codes signs you in once without the app. Keep them apart from your password: they are not shown again.";
