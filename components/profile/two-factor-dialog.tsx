"use client";

import {
  RECOVERY_LEDE,
  RecoveryCodes,
  SetupFields,
  useFirstCode,
} from "#components/auth/two-factor-setup.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import type { TwoFactorSetup } from "#lib/access/two-factor/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";

/** Sets two-factor up: the secret, the first code, the codes to recover with. */
export function TwoFactorDialog({ setup, onClose }: { setup: TwoFactorSetup; onClose: () => void }) {
  const { code, setCode, confirming } = useFirstCode();
  if (confirming.data) return <RecoveryDialog codes={confirming.data.codes} onClose={onClose} />;
  const failure = confirming.error?.error;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Set up two-factor"
      lede="Scan this with an authenticator app, then type the code that it shows."
      onSubmit={() => !confirming.isPending && confirming.mutate({ code })}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" size="lg" variant="primary" pending={confirming.isPending}>
            Turn on
          </Button>
        </>
      }
    >
      {failure && !failure.fields && <Note tone="danger">{errorWords(failure)}</Note>}
      <SetupFields setup={setup} code={code} onCode={setCode} error={failure?.fields?.code?.[0]} />
    </Dialog>
  );
}

/** Shows codes to recover with. */
export function RecoveryDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  return (
    <Dialog
      open
      onClose={onClose}
      title="Recovery codes"
      lede={RECOVERY_LEDE}
      footer={
        <Button size="lg" variant="primary" onClick={onClose}>
          Done
        </Button>
      }
    >
      <RecoveryCodes codes={codes} />
    </Dialog>
  );
}
