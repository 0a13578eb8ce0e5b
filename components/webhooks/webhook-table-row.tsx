"use client";

import { Act, RowActs } from "#components/ui/act.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Cell, Row, SecondLine } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { DeliveryChip } from "#components/webhooks/delivery-chip.tsx";
import { grouped } from "#lib/core/grouped.ts";
import { EVENT_WORDS, FORMAT_WORDS } from "#lib/insight/webhooks/constants.ts";
import type { WebhookRow } from "#lib/insight/webhooks/schema.ts";

const many = (n: number, one: string, more: string) => `${grouped(n)} ${n === 1 ? one : more}`;

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
  const { label, url, events, withNames, format, pausedAt, queued, dropped, last } = webhook;
  const words = events.map((event) => EVENT_WORDS[event].label);
  return (
    <Row>
      <Cell className="at-1">
        <bdi className="font-medium clip" title={label}>
          {label}
        </bdi>
        <SecondLine title={url}>{url}</SecondLine>
      </Cell>
      <Cell className="at-2">
        <span className="clip" title={words.join("\n")}>
          {words.length === 1 ? words[0] : many(words.length, "event", "events")}
        </span>
        <SecondLine>
          {format === "standard" ? "" : `${FORMAT_WORDS[format].label}, `}
          {withNames ? "with names" : "counts and links only"}
        </SecondLine>
      </Cell>
      <Cell className="at-1e">
        <span>{pausedAt ? <Chip state="skipped" word="Paused" /> : <Chip state="active" word="On" />}</span>
        <SecondLine tone={dropped > 0 ? "warn" : "faint"}>
          {[
            queued > 0 ? `${many(queued, "delivery waits", "deliveries wait")}` : "",
            dropped > 0 ? `${many(dropped, "event", "events")} lost, the queue was full` : "",
          ]
            .filter(Boolean)
            .join(", ") || "nothing waits"}
        </SecondLine>
      </Cell>
      <Cell>
        <span>{last ? <DeliveryChip delivery={last} /> : <span className="text-faint">None yet</span>}</span>
        <SecondLine>{last && <TimeAgo at={last.endedAt ?? last.createdAt} />}</SecondLine>
      </Cell>
      <Cell className="text-end">
        <RowActs>
          <Act icon="arrow" name={`Test ${label}`} isBusy={isBusy} onClick={onTest} />
          <Act
            icon={pausedAt ? "right" : "pause"}
            name={`${pausedAt ? "Resume" : "Pause"} ${label}`}
            isBusy={isBusy}
            onClick={onPause}
          />
          <Act icon="pencil" name={`Edit ${label}`} onClick={onEdit} />
          <Act icon="trash" name={`Delete ${label}`} onClick={onDelete} />
        </RowActs>
      </Cell>
    </Row>
  );
}
