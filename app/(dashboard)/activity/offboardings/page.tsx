import type { Metadata } from "next";
import { Empty } from "#components/ui/empty.tsx";
import { Link } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { listOffboardings } from "#lib/changes/offboarding/data.ts";
import type { OffboardingLine } from "#lib/changes/offboarding/schema.ts";
import { grouped } from "#lib/core/grouped.ts";
import { allVendors } from "#lib/vendors/words.ts";

export const metadata: Metadata = { title: "Offboardings" };

const COLUMNS = [
  { label: "Person" },
  { label: "E-mail", width: 280 },
  { label: "Still open", width: 240 },
  { label: "Begun by", width: 200 },
  { label: "When", width: 132 },
] as const;

/** "1 left, 3 by hand, 32 to rotate" */
function StillOpen({ open: { stillIn, byHand, toRotate } }: Pick<OffboardingLine, "open">) {
  const parts = [
    ...(stillIn > 0 ? [`${grouped(stillIn)} left`] : []),
    ...(byHand > 0 ? [`${grouped(byHand)} by hand`] : []),
    ...(toRotate > 0 ? [`${grouped(toRotate)} to rotate`] : []),
  ];
  return parts.length > 0 ? parts.join(", ") : <span className="text-faint">Nothing</span>;
}

export default async function OffboardingsPage() {
  return asPageViewer("activity.read", async () => {
    const rows = await listOffboardings();
    return (
      <Screen>
        <PageHeader title="Offboardings" count={rows.length} />
        <ScrollArea>
          <Table label="Offboardings" columns={COLUMNS}>
            {rows.map((row) => (
              <Row key={row.batchId}>
                <Cell className="at-1">
                  <Link
                    className="font-medium clip"
                    href={`/activity/offboardings/${encodeURIComponent(row.batchId)}`}
                  >
                    <bdi>{row.label}</bdi>
                  </Link>
                </Cell>
                <Cell className="at-2 text-muted">
                  <bdi className="clip">{row.email}</bdi>
                </Cell>
                <Cell className="at-2e">
                  <StillOpen open={row.open} />
                </Cell>
                <Cell>
                  <bdi className="clip">{row.createdBy}</bdi>
                </Cell>
                <Cell className="at-1e text-faint">
                  <TimeAgo at={row.createdAt} />
                </Cell>
              </Row>
            ))}
          </Table>
          {rows.length === 0 && (
            <Empty title="Nobody was offboarded yet">
              Open a person and press Offboard: one plan takes them out of every team on {allVendors()}.
            </Empty>
          )}
        </ScrollArea>
      </Screen>
    );
  });
}
