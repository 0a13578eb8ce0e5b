"use client";

import { useState } from "react";
import { browserWords } from "#components/profile/user-agent.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { RowButton } from "#components/users/row-button.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import type { AnySessionRow } from "#lib/access/auth/session-row.ts";
import { endSessionsAction } from "#lib/access/users/actions.ts";
import { errorWords } from "#lib/core/error-words.ts";

const COLUMNS = [
  { label: "Name" },
  { label: "Email", width: 240 },
  { label: "Browser", width: 200 },
  { label: "Address", width: 150 },
  { label: "Signed in", width: 100 },
  { label: "Last seen", width: 100 },
  { label: "Actions", width: 72, isHidden: true },
] as const;

const counted = (ended: number): string =>
  ended === 1 ? "1 session has ended" : `${ended} sessions have ended`;

/** Each row's controls need a name of their own: one person may have the same browser twice. */
function labelsOf(sessions: readonly AnySessionRow[]): Map<string, string> {
  const seen = new Map<string, number>();
  return new Map(
    sessions.map((session) => {
      const label = `${session.email}, ${browserWords(session.userAgent)}, ${session.address}`;
      const count = (seen.get(label) ?? 0) + 1;
      seen.set(label, count);
      return [session.id, count === 1 ? label : `${label} (${count})`];
    }),
  );
}

/** Everybody's sessions, the last used first, and how to end them. */
export function AllSessions({ sessions }: { sessions: readonly AnySessionRow[] }) {
  const toast = useToast();
  const [isAsking, setAsking] = useState(false);
  const ending = useActionMutation(endSessionsAction, {
    onSuccess: ({ ended }) => {
      setAsking(false);
      toast({ title: counted(ended) });
    },
    onError: (failure) => toast({ tone: "danger", title: errorWords(failure.error) }),
  });
  const labels = labelsOf(sessions);
  const firsts = new Set([...Map.groupBy(sessions, (one) => one.userId).values()].map((rows) => rows[0]?.id));
  const isBusy = (id: string) =>
    ending.isPending && typeof ending.variables === "object" && Object.values(ending.variables).includes(id);
  return (
    <div className="screen">
      <PageHeader
        title="Sessions"
        count={sessions.length}
        up={{ href: "/settings/users", label: "Users" }}
        actions={<Button onClick={() => setAsking(true)}>End everybody's sessions</Button>}
      />
      <div className="scroll">
        <Table label="Sessions" columns={COLUMNS}>
          {sessions.map((session) => (
            <Row key={session.id}>
              <Cell className="at-1">
                <span className="name">
                  <bdi className="clip">{session.name}</bdi>
                  {session.isCurrent && <span className="faint">This session</span>}
                </span>
              </Cell>
              <Cell className="at-2 muted">
                <bdi className="clip">{session.email}</bdi>
              </Cell>
              <Cell title={session.userAgent}>{browserWords(session.userAgent)}</Cell>
              <Cell className="at-3 muted">{session.address}</Cell>
              <Cell className="faint">
                <TimeAgo at={session.createdAt} />
              </Cell>
              <Cell className="at-2e faint">
                <TimeAgo at={session.lastSeenAt} />
              </Cell>
              <Cell className="at-1e end">
                <span className="acts">
                  {!session.isCurrent && (
                    <RowButton
                      icon="x"
                      name={`End session of ${labels.get(session.id)}`}
                      isBusy={isBusy(session.id)}
                      onPress={() => ending.mutate({ sessionId: session.id })}
                    />
                  )}
                  {firsts.has(session.id) && (
                    <RowButton
                      icon="signOut"
                      name={`End all sessions of ${session.email}`}
                      isBusy={isBusy(session.userId)}
                      onPress={() => ending.mutate({ userId: session.userId })}
                    />
                  )}
                </span>
              </Cell>
            </Row>
          ))}
        </Table>
      </div>
      <Dialog
        open={isAsking}
        onClose={() => setAsking(false)}
        title="End everybody's sessions?"
        lede="Everybody but you is signed out at once, in every browser. What runs goes on."
        focus="footer"
        footer={
          <>
            <Button size="lg" onClick={() => setAsking(false)}>
              Cancel
            </Button>
            <Button
              size="lg"
              variant="danger"
              pending={ending.isPending}
              onClick={() => ending.mutate("everybody")}
            >
              End sessions
            </Button>
          </>
        }
      />
    </div>
  );
}
