"use client";

import { Chip } from "#components/ui/chip.tsx";
import { RowButton } from "#components/ui/row-button.tsx";
import { Cell, Row } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { DeliveryChip } from "#components/webhooks/delivery-chip.tsx";
import { EVENT_WORDS } from "#lib/insight/webhooks/constants.ts";
import type { WebhookRow } from "#lib/insight/webhooks/schema.ts";

const many = (n: number, one: string, more: string) => `${n.toLocaleString("en")} ${n === 1 ? one : more}`;

export function WebhookTableRow({
  webhook,
  isBusy,
  onTest,
  onPause,
  onEdit,
  onDelete,
}: {
  webhook: WebhookRow;
  isBusy: boolean;
  onTest: () => void;
  onPause: () => void;
  onEdit: () => void;
  onDelete: () => void;
}) {
  const { label, url, events, withNames, pausedAt, queued, dropped, last } = webhook;
  const words = events.map((event) => EVENT_WORDS[event].label);
  return (
    <Row>
      <Cell className="at-1">
        <bdi className="strong clip" title={label}>
          {label}
        </bdi>
        <small className="clip" title={url}>
          {url}
        </small>
      </Cell>
      <Cell className="at-2">
        <span className="clip" title={words.join("\n")}>
          {words.length === 1 ? words[0] : many(words.length, "event", "events")}
        </span>
        <small>{withNames ? "with names" : "counts and links only"}</small>
      </Cell>
      <Cell className="at-1e">
        <span>{pausedAt ? <Chip state="skipped" word="Paused" /> : <Chip state="active" word="On" />}</span>
        <small className={dropped > 0 ? "warn" : undefined}>
          {[
            queued > 0 ? `${many(queued, "delivery waits", "deliveries wait")}` : "",
            dropped > 0 ? `${many(dropped, "event", "events")} lost, the queue was full` : "",
          ]
            .filter(Boolean)
            .join(", ") || "nothing waits"}
        </small>
      </Cell>
      <Cell>
        <span>{last ? <DeliveryChip delivery={last} /> : <span className="faint">None yet</span>}</span>
        <small>{last && <TimeAgo at={last.endedAt ?? last.createdAt} />}</small>
      </Cell>
      <Cell className="end">
        <span className="acts">
          <RowButton icon="arrow" name={`Test ${label}`} isBusy={isBusy} onPress={onTest} />
          <RowButton
            icon={pausedAt ? "right" : "pause"}
            name={`${pausedAt ? "Resume" : "Pause"} ${label}`}
            isBusy={isBusy}
            onPress={onPause}
          />
          <RowButton icon="pencil" name={`Edit ${label}`} onPress={onEdit} />
          <RowButton icon="trash" name={`Delete ${label}`} onPress={onDelete} />
        </span>
      </Cell>
    </Row>
  );
}
