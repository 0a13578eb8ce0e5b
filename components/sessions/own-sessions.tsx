import { EndOtherSessions, EndOwnSession } from "#components/sessions/end-own-session.tsx";
import { SessionsTable } from "#components/sessions/sessions-table.tsx";
import type { SessionRow } from "#lib/access/auth/session-row.ts";

/** One's own sessions, and how to end them. */
export function OwnSessions({ sessions }: { sessions: readonly SessionRow[] }) {
  return (
    <section className="block" aria-labelledby="sessions-heading">
      <header>
        <h2 id="sessions-heading">Sessions</h2>
        <span className="num">{sessions.length}</span>
        <span className="spacer" />
        <EndOtherSessions />
      </header>
      <SessionsTable
        of="own"
        sessions={sessions}
        acts={(session, label) => !session.isCurrent && <EndOwnSession id={session.id} label={label} />}
      />
    </section>
  );
}
