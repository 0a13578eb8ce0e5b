import { ApprovalBlock } from "#components/approvals/approval-block.tsx";
import { BatchLink, outcomeWords, WithAddress } from "#components/approvals/request-words.tsx";
import { countOf } from "#components/changes/plan-notes.tsx";
import { between } from "#components/data-table/columns.ts";
import { LiveRefresh } from "#components/overview/live-refresh.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { ApprovalRow } from "#lib/changes/approvals/schema.ts";

const LIVE_MS = 15_000;
const COLUMNS = [
  { label: "Request" },
  { label: "Asked for by", width: between(150, 15, 260) },
  { label: "Outcome", width: between(140, 15, 260) },
  { label: "Reason", width: between(150, 20, 420) },
  { label: "When", width: 100 },
] as const;

/** Names that requests share are told apart, so that each has buttons of its own. */
function labelsOf(requests: readonly ApprovalRow[]): Map<string, string> {
  const byName = Map.groupBy(requests, (request) => request.name);
  return new Map(
    requests.map((request) => {
      const others = byName.get(request.name) ?? [];
      const place = others.indexOf(request) + 1;
      return [
        request.id,
        others.length > 1 ? `${request.name} (${request.askedBy}, ${place})` : request.name,
      ];
    }),
  );
}

/** What waits for somebody's approval, and what became of the rest. */
export function ApprovalsScreen({
  waiting,
  more,
  ended,
}: {
  waiting: ApprovalRow[];
  more: number;
  ended: ApprovalRow[];
}) {
  const labels = labelsOf(waiting);
  return (
    <Screen>
      <LiveRefresh everyMs={LIVE_MS} />
      <PageHeader title="Approvals" count={waiting.length + more} />
      <ScrollArea isStacked hasLine>
        {waiting.map((request) => (
          <ApprovalBlock key={request.id} request={request} what={labels.get(request.id) ?? request.name} />
        ))}
        {more > 0 && (
          <p className="px-gutter pb-3 text-small text-muted">{countOf(more, "more request")} after these.</p>
        )}
        {waiting.length === 0 && (
          <Empty title="Nothing waits for approval">
            What needs a second person is asked for where it is changed, and stands here until somebody
            decides.
          </Empty>
        )}
        {ended.length > 0 && (
          <>
            <SectionHead title="Decided" count={ended.length} />
            <Table label="Decided requests" columns={COLUMNS}>
              {ended.map((request) => (
                <Row key={request.id}>
                  <Cell className="at-1">
                    <BatchLink request={request} />
                  </Cell>
                  <Cell className="at-2 text-muted">
                    <span className="clip" title={request.askedByEmail}>
                      <WithAddress name={request.askedBy} email={request.askedByEmail} />
                    </span>
                  </Cell>
                  <Cell className="at-2e">
                    <bdi className="clip" title={request.decidedByEmail}>
                      {outcomeWords(request)}
                    </bdi>
                  </Cell>
                  <Cell className="text-muted">
                    <bdi className="clip" title={request.reason}>
                      {request.reason}
                    </bdi>
                  </Cell>
                  <Cell className="at-1e text-faint">
                    <TimeAgo at={request.decidedAt ?? request.expiresAt} />
                  </Cell>
                </Row>
              ))}
            </Table>
          </>
        )}
      </ScrollArea>
    </Screen>
  );
}
