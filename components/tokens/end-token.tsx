"use client";

import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { endTokenAction } from "#lib/access/tokens/actions.ts";
import type { TokenRow } from "#lib/access/tokens/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";

export function EndToken({
  token,
  onClose,
  onEnded,
}: {
  token: TokenRow;
  onClose: () => void;
  onEnded: () => void;
}) {
  const ending = useActionMutation(endTokenAction, { again: "NOT_FOUND", onSuccess: onEnded });
  return (
    <ConfirmDialog
      title={<bdi>{`End ${token.label}?`}</bdi>}
      lede="Programs that use it are refused from now on. It cannot be brought back: make a new one instead."
      action="End token"
      pending={ending.isPending}
      error={ending.error ? errorWords(ending.error.error, { subject: token.label }) : undefined}
      onConfirm={() => ending.mutate({ id: token.id })}
      onClose={onClose}
    />
  );
}
