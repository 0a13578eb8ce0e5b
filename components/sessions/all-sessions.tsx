import { EndEverybodysSessions, EndSessions } from "#components/sessions/end-sessions.tsx";
import { SessionsTable } from "#components/sessions/sessions-table.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import type { AnySessionRow } from "#lib/access/auth/session-row.ts";

/** Everybody's sessions, the last used first, and how to end them. */
export function AllSessions({ sessions }: { sessions: readonly AnySessionRow[] }) {
  const firsts = new Set([...Map.groupBy(sessions, (one) => one.userId).values()].map((rows) => rows[0]?.id));
  return (
    <Screen>
      <PageHeader
        title="Sessions"
        count={sessions.length}
        up={{ href: "/settings/users", label: "Users" }}
        actions={<EndEverybodysSessions />}
      />
      <ScrollArea>
        <SessionsTable
          of="all"
          sessions={sessions}
          acts={({ id, userId, email, isCurrent }, label) => (
            <EndSessions session={{ id, userId, email, isCurrent }} label={label} isFirst={firsts.has(id)} />
          )}
        />
      </ScrollArea>
    </Screen>
  );
}
