"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { Icon } from "#components/ui/icon.tsx";
import { useActionMutation } from "#lib/action/use-action-mutation.ts";
import { dismissInvitationAction } from "#lib/invitations/actions.ts";
import type { InvitationRow } from "#lib/invitations/schema.ts";

const SHOWN = 5;

function Line({ what, rows }: { what: string; rows: readonly InvitationRow[] }) {
  if (rows.length === 0) return null;
  return (
    <span>
      {rows.length} {what}:{" "}
      {rows.slice(0, SHOWN).map((row, place) => (
        <span key={row.id}>
          {place > 0 && ", "}
          <bdi>{row.email}</bdi>
          {!row.appearedAt && <Dismiss invitation={row} />}
        </span>
      ))}
      {rows.length > SHOWN && ` and ${rows.length - SHOWN} more`}
    </span>
  );
}

function Dismiss({ invitation }: { invitation: InvitationRow }) {
  const router = useRouter();
  const dismiss = useActionMutation(dismissInvitationAction, { onSettled: () => router.refresh() });
  const label = `Stop waiting for ${invitation.email}`;
  return (
    <button
      type="button"
      className="act act-inline"
      aria-label={label}
      title={label}
      aria-busy={dismiss.isPending || undefined}
      onClick={() => !dismiss.isPending && dismiss.mutate({ id: invitation.id })}
    >
      <Icon name="x" />
    </button>
  );
}

/** Who was invited in the vendor's console: not seen yet, seen but not accepted, and in since a short while. */
export function Waiting({
  invitations,
  version,
}: {
  invitations: readonly InvitationRow[];
  /** Of the list of members: when it grows, somebody may have appeared. */
  version: number | undefined;
}) {
  const router = useRouter();
  const seen = useRef(version);
  const isOpen = invitations.some((row) => !row.confirmedAt);
  useEffect(() => {
    if (version === seen.current) return;
    seen.current = version;
    if (isOpen) router.refresh();
  }, [version, isOpen, router]);
  if (invitations.length === 0) return null;
  const confirmed = invitations.filter((row) => row.confirmedAt);
  const appeared = invitations.filter((row) => row.appearedAt && !row.confirmedAt);
  const unseen = invitations.filter((row) => !row.appearedAt && !row.confirmedAt);
  return (
    <p className="waiting" aria-live="polite">
      <Line what="invited, not seen yet" rows={unseen} />
      <Line what="invited, still to accept" rows={appeared} />
      <Line what="joined" rows={confirmed} />
    </p>
  );
}
