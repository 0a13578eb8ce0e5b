import { EndOtherSessions, EndOwnSession } from "#components/sessions/end-own-session.tsx";
import { SessionsTable } from "#components/sessions/sessions-table.tsx";
import { Block } from "#components/ui/block.tsx";
import type { SessionRow } from "#lib/access/auth/session-row.ts";

/** One's own sessions, and how to end them. */
export function OwnSessions({ sessions }: { sessions: readonly SessionRow[] }) {
  return (
    <Block title="Sessions" titleId="sessions-heading" count={sessions.length} aside={<EndOtherSessions />}>
      <SessionsTable
        of="own"
        sessions={sessions}
        acts={(session, label) => !session.isCurrent && <EndOwnSession id={session.id} label={label} />}
      />
    </Block>
  );
}
