"use client";

import { Chip } from "#components/ui/chip.tsx";
import { exactTime } from "#components/ui/clock.ts";
import { Cell, Row } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { RowButton } from "#components/users/row-button.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { revokeInviteAction } from "#lib/access/users/actions.ts";
import { ROLE_WORDS } from "#lib/access/users/constants.ts";
import type { InviteRow } from "#lib/access/users/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";

/** Somebody who was given an invite link and has not used it. */
export function InviteTableRow({ invite }: { invite: InviteRow }) {
  const toast = useToast();
  const revoking = useActionMutation(revokeInviteAction, {
    again: "NOT_FOUND",
    onSuccess: () => toast({ title: `The invite of ${invite.email} no longer works` }),
    onError: (failure) => toast({ tone: "danger", title: errorWords(failure.error) }),
  });
  return (
    <Row className="is-quiet">
      <Cell className="at-1">
        <span className="name">
          <bdi className="clip" title={invite.email}>
            {invite.email}
          </bdi>
        </span>
      </Cell>
      <Cell className="at-2 faint">
        Invited <TimeAgo at={invite.createdAt} />
      </Cell>
      <Cell className="at-1e muted">{ROLE_WORDS[invite.role]}</Cell>
      <Cell className="at-2e">
        <span title={`The link works until ${exactTime(invite.expiresAt)}`}>
          <Chip state="invited" />
        </span>
      </Cell>
      <Cell className="faint">never</Cell>
      <Cell className="end">
        <span className="acts">
          <RowButton
            icon="x"
            name={`Revoke invite of ${invite.email}`}
            isBusy={revoking.isPending}
            onPress={() => revoking.mutate({ inviteId: invite.id })}
          />
        </span>
      </Cell>
    </Row>
  );
}
