"use client";

import { LocalTime } from "#components/ui/local-time.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { DeliveryChip } from "#components/webhooks/delivery-chip.tsx";
import type { WebhookEventType } from "#lib/core/webhook-events.ts";
import { EVENT_WORDS } from "#lib/insight/webhooks/constants.ts";
import type { DeliveryRow } from "#lib/insight/webhooks/schema.ts";

const COLUMNS = [
  { label: "When", width: 110 },
  { label: "Event", width: 240 },
  { label: "To", width: 200 },
  { label: "Attempts", width: 84, align: "end" },
  { label: "Answer" },
  { label: "Outcome", width: 132 },
] as const;

const eventWords = (type: string): string =>
  type in EVENT_WORDS ? EVENT_WORDS[type as WebhookEventType].label : "Test";

/** The latest deliveries of all webhooks, newest first. */
export function DeliveriesTable({
  deliveries,
  labelOf,
}: {
  deliveries: readonly DeliveryRow[];
  labelOf: (webhookId: string) => string;
}) {
  return (
    <section aria-labelledby="deliveries">
      <SectionHead id="deliveries" title="Deliveries" />
      <Table label="Deliveries" columns={COLUMNS}>
        {deliveries.map((delivery) => (
          <Row key={delivery.id}>
            <Cell className="text-faint at-2e">
              <TimeAgo at={delivery.createdAt} />
            </Cell>
            <Cell className="at-1" title={delivery.eventId}>
              {eventWords(delivery.type)}
            </Cell>
            <Cell>
              <bdi className="clip">{labelOf(delivery.webhookId)}</bdi>
            </Cell>
            <Cell className="text-end tabular-nums text-muted">{delivery.attempts}</Cell>
            <Cell className="text-muted at-2">
              <span className="clip" title={delivery.error}>
                {delivery.error ?? (delivery.status ? `Answered ${delivery.status}` : "")}
                {delivery.nextAt && delivery.attempts > 0 && (
                  <>
                    , tries again <LocalTime at={delivery.nextAt} />
                  </>
                )}
              </span>
            </Cell>
            <Cell className="at-1e">
              <DeliveryChip delivery={delivery} />
            </Cell>
          </Row>
        ))}
      </Table>
      {deliveries.length === 0 && (
        <p className="px-gutter py-3 text-small text-muted">Nothing has been sent yet.</p>
      )}
    </section>
  );
}
