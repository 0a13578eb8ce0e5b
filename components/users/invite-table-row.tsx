"use client";

import { Chip } from "#components/ui/chip.tsx";
import { timeInText } from "#components/ui/clock.ts";
import { Cell, Row } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { useZone } from "#components/ui/zone.tsx";
import { LimitWords } from "#components/users/limit-words.tsx";
import { RevokeInvite } from "#components/users/revoke-invite.tsx";
import { ROLE_WORDS } from "#lib/access/users/constants.ts";
import type { InviteRow } from "#lib/access/users/schema.ts";

/** Somebody who was given an invite link and has not used it. */
export function InviteTableRow({
  invite,
  places,
}: {
  invite: InviteRow;
  /** To what whoever joins by it is limited. */
  places: readonly string[] | undefined;
}) {
  const zone = useZone();
  return (
    <Row className="is-quiet">
      <Cell className="at-1">
        <span className="name">
          <bdi className="clip" title={invite.email}>
            {invite.email}
          </bdi>
          {places && <LimitWords places={places} />}
        </span>
      </Cell>
      <Cell className="at-2 text-faint max-sm:text-muted">
        Invited <TimeAgo at={invite.createdAt} />
      </Cell>
      <Cell className="at-1e text-muted">{ROLE_WORDS[invite.role]}</Cell>
      <Cell className="at-2e">
        <span title={`The link works until ${timeInText(invite.expiresAt, zone)}`}>
          <Chip state="invited" />
        </span>
      </Cell>
      <Cell className="text-faint">never</Cell>
      <Cell className="text-end">
        <RevokeInvite id={invite.id} email={invite.email} />
      </Cell>
    </Row>
  );
}
