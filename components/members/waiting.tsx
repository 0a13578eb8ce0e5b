"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { Act } from "#components/ui/act.tsx";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { minutesWords } from "#lib/core/minutes-words.ts";
import { can, type Role } from "#lib/core/permissions.ts";
import { dismissInvitationAction } from "#lib/directory/invitations/actions.ts";
import type { InvitationRow } from "#lib/directory/invitations/schema.ts";
import { rolePhrase } from "#lib/vendors/role-words.ts";

const ReviewDialog = lazyPart(() =>
  import("#components/changes/review-dialog.tsx").then((m) => m.ReviewDialog),
);
const SHOWN = 5;

function Line({ what, rows }: { what: string; rows: readonly InvitationRow[] }) {
  if (rows.length === 0) return null;
  return (
    <span>
      {rows.length} {what}:{" "}
      {rows.slice(0, SHOWN).map((row, place) => (
        <span key={row.id} className="me-1 inline-block max-w-full wrap-anywhere">
          <bdi>{row.email}</bdi>
          {row.wantedRole && !row.confirmedAt && ` (to become ${wishWords(row)})`}
          {/* Beside a cross it would look like the next one's. */}
          {place < Math.min(rows.length, SHOWN) - 1 && (
            <span className={row.appearedAt ? "" : "sr-only"}>, </span>
          )}
          {!row.appearedAt && <Dismiss invitation={row} />}
        </span>
      ))}
      {rows.length > SHOWN && ` and ${rows.length - SHOWN} more`}
    </span>
  );
}

/** "an admin", "an admin for 7 days": what somebody is to become. */
const wishWords = ({ wantedRole: role, wantedMinutes: minutes }: InvitationRow): string =>
  role ? `${rolePhrase(role)}${minutes ? ` for ${minutesWords(minutes)}` : ""}` : "";

function Dismiss({ invitation }: { invitation: InvitationRow }) {
  const router = useRouter();
  const dismiss = useActionMutation(dismissInvitationAction, { onSettled: () => router.refresh() });
  return (
    <Act
      icon="x"
      name={`Stop waiting for ${invitation.email}`}
      className="size-[18px] align-[-4px]"
      isBusy={dismiss.isPending}
      onClick={() => dismiss.mutate({ id: invitation.id })}
    />
  );
}

/** Who has accepted and was to become something: offered, and done by nobody but who presses it and applies the plan. */
function Offer({ rows, canApply }: { rows: readonly InvitationRow[]; canApply: boolean }) {
  const router = useRouter();
  const [isReviewing, setReviewing] = useState(false);
  const changes = rows.flatMap(
    ({ teamId, userId, wantedRole: role, wantedMinutes: minutes }): ChangeRequest[] =>
      userId && role
        ? [
            {
              ...{ kind: "member.setRole", input: { teamId, userId, role } },
              ...(minutes ? { until: { minutes } } : {}),
            },
          ]
        : [],
  );
  const [only] = rows;
  if (!only) return null;
  const name = only.name || only.email;
  const role = wishWords(only);
  const isOne = rows.length === 1;
  return (
    <span className="flex flex-wrap items-center gap-2">
      {isOne ? (
        <span>
          <bdi>{name}</bdi> has accepted, and was to become {role}.
        </span>
      ) : (
        <span>{rows.length} people have accepted who were to get another role.</span>
      )}
      {canApply && (
        <Button onClick={() => setReviewing(true)}>
          {isOne ? `Make ${name} ${role}` : `Review ${rows.length} promotions`}
        </Button>
      )}
      {canApply && rows.slice(0, SHOWN).map((row) => <Dismiss key={row.id} invitation={row} />)}
      {isReviewing && (
        <ReviewDialog
          changes={changes}
          onClose={() => setReviewing(false)}
          onStarted={() => router.refresh()}
        />
      )}
    </span>
  );
}

/** Who was invited in the vendor's console: not seen yet, seen but not accepted, and in since a short while. */
export function Waiting({
  invitations,
  version,
  role,
}: {
  invitations: readonly InvitationRow[];
  /** The viewer's. */
  role: Role;
  /** Of the list of members: when it grows, somebody may have appeared. */
  version: number | undefined;
}) {
  const router = useRouter();
  const seen = useRef(version);
  const isOpen = invitations.some((row) => !row.confirmedAt || row.wantedRole);
  useEffect(() => {
    if (version === seen.current) return;
    seen.current = version;
    if (isOpen) router.refresh();
  }, [version, isOpen, router]);
  if (invitations.length === 0) return null;
  const offers = invitations.filter((row) => row.confirmedAt && row.wantedRole && row.userId);
  const confirmed = invitations.filter((row) => row.confirmedAt && !offers.includes(row));
  const appeared = invitations.filter((row) => row.appearedAt && !row.confirmedAt);
  const unseen = invitations.filter((row) => !row.appearedAt && !row.confirmedAt);
  return (
    <div className="px-gutter pb-2 text-small/5 text-muted" aria-live="polite">
      <Line what="invited, not seen yet" rows={unseen} />
      <Line what="invited, still to accept" rows={appeared} />
      <Line what="joined" rows={confirmed} />
      <Offer rows={offers} canApply={can({ role }, "member.setRole")} />
    </div>
  );
}
