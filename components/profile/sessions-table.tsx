"use client";

import { browserWords } from "#components/profile/user-agent.ts";
import { Button } from "#components/ui/button.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import type { SessionRow } from "#lib/access/auth/session-row.ts";
import { endOtherSessionsAction, endSessionAction } from "#lib/access/users/actions.ts";
import { errorWords } from "#lib/core/error-words.ts";

const COLUMNS = [
  { label: "Browser" },
  { label: "Address", width: 240 },
  { label: "Signed in", width: 120 },
  { label: "Last seen", width: 120 },
  { label: "Actions", width: 140, isHidden: true },
] as const;

/** Two sessions of the same browser and address need different names. */
function namesOf(sessions: readonly SessionRow[]): Map<string, string> {
  const seen = new Map<string, number>();
  return new Map(
    sessions.map((session) => {
      const name = `${browserWords(session.userAgent)}, ${session.address}`;
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return [session.id, count === 1 ? name : `${name} (${count})`];
    }),
  );
}

export function SessionsTable({ sessions }: { sessions: SessionRow[] }) {
  const toast = useToast();
  const failed = (error: { error: Parameters<typeof errorWords>[0] }) =>
    toast({ tone: "danger", title: "Could not end the session", detail: errorWords(error.error) });
  const ending = useActionMutation(endSessionAction, {
    onSuccess: () => toast({ title: "The session has ended" }),
    onError: failed,
  });
  const endingOthers = useActionMutation(endOtherSessionsAction, {
    onSuccess: ({ ended }) =>
      toast({ title: ended === 1 ? "1 other session has ended" : `${ended} other sessions have ended` }),
    onError: failed,
  });
  const names = namesOf(sessions);
  return (
    <section className="block" aria-labelledby="sessions-heading">
      <header>
        <h2 id="sessions-heading">Sessions</h2>
        <span className="num">{sessions.length}</span>
        <span className="spacer" />
        <Button pending={endingOthers.isPending} onClick={() => endingOthers.mutate()}>
          End all other sessions
        </Button>
      </header>
      <Table label="Sessions" columns={COLUMNS}>
        {sessions.map((session) => (
          <Row key={session.id}>
            <Cell className="at-1" title={session.userAgent}>
              <span className="strong">{browserWords(session.userAgent)}</span>
              {session.isCurrent && <span className="faint"> · This session</span>}
            </Cell>
            <Cell className="at-2 muted">{session.address}</Cell>
            <Cell className="faint">
              <TimeAgo at={session.createdAt} />
            </Cell>
            <Cell className="at-2e faint">
              <TimeAgo at={session.lastSeenAt} />
            </Cell>
            <Cell className="at-1e end">
              {!session.isCurrent && (
                <Button
                  variant="link"
                  aria-label={`End session ${names.get(session.id)}`}
                  pending={ending.isPending && ending.variables.sessionId === session.id}
                  onClick={() => ending.mutate({ sessionId: session.id })}
                >
                  End session
                </Button>
              )}
            </Cell>
          </Row>
        ))}
      </Table>
    </section>
  );
}
