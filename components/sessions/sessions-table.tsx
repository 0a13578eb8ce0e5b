import type { ReactNode } from "react";
import { browserWords } from "#components/sessions/user-agent.ts";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { AnySessionRow, SessionRow } from "#lib/access/auth/session-row.ts";

export const SESSION_COLUMNS = {
  own: [
    { label: "Browser" },
    { label: "Address", width: 240 },
    { label: "Signed in", width: 120 },
    { label: "Last seen", width: 120 },
    { label: "Actions", width: 140, isHidden: true },
  ],
  all: [
    { label: "Name" },
    { label: "E-mail", width: 240 },
    { label: "Browser", width: 200 },
    { label: "Address", width: 150 },
    { label: "Signed in", width: 100 },
    { label: "Last seen", width: 100 },
    { label: "Actions", width: 72, isHidden: true },
  ],
} as const;

const ownerOf = (session: SessionRow | AnySessionRow) => ("email" in session ? session : undefined);

/** What the controls of each row are named after: one person may have the same browser twice. */
function labelsOf(sessions: readonly SessionRow[]): Map<string, string> {
  const seen = new Map<string, number>();
  return new Map(
    sessions.map((session) => {
      const email = ownerOf(session)?.email;
      const label = [...(email ? [email] : []), browserWords(session.userAgent), session.address].join(", ");
      const count = (seen.get(label) ?? 0) + 1;
      seen.set(label, count);
      return [session.id, count === 1 ? label : `${label} (${count})`];
    }),
  );
}

/** Live sessions: one's own, or everybody's with whose each is. `acts`: what can be done with one; `label` names it. */
export function SessionsTable<Session extends SessionRow>({
  of,
  sessions,
  acts,
}: {
  of: keyof typeof SESSION_COLUMNS;
  sessions: readonly Session[];
  acts: (session: Session, label: string) => ReactNode;
}) {
  const labels = labelsOf(sessions);
  return (
    <Table label="Sessions" columns={SESSION_COLUMNS[of]}>
      {sessions.map((session) => {
        const owner = ownerOf(session);
        return (
          <Row key={session.id}>
            {owner && (
              <>
                <Cell className="at-1">
                  <span className="name">
                    <bdi className="clip">{owner.name}</bdi>
                    {session.isCurrent && <span className="text-faint">This session</span>}
                  </span>
                </Cell>
                <Cell className="at-2 text-muted">
                  <bdi className="clip">{owner.email}</bdi>
                </Cell>
              </>
            )}
            <Cell className={owner ? undefined : "at-1"} title={session.userAgent}>
              <span className={owner ? undefined : "font-medium"}>{browserWords(session.userAgent)}</span>
              {!owner && session.isCurrent && <span className="text-faint"> · This session</span>}
            </Cell>
            <Cell className={owner ? "at-3 text-muted" : "at-2 text-muted"}>{session.address}</Cell>
            <Cell className="text-faint">
              <TimeAgo at={session.createdAt} />
            </Cell>
            <Cell className="at-2e text-faint">
              <TimeAgo at={session.lastSeenAt} />
            </Cell>
            <Cell className="at-1e text-end">{acts(session, labels.get(session.id) ?? session.id)}</Cell>
          </Row>
        );
      })}
    </Table>
  );
}
