import { Chip } from "#components/ui/chip.tsx";
import type { DeliveryRow } from "#lib/insight/webhooks/schema.ts";

/** How a delivery stands: under way, delivered, to be tried again, or given up. */
export function DeliveryChip({ delivery }: { delivery: DeliveryRow }) {
  const { state, attempts } = delivery;
  if (state === "delivered") return <Chip state="done" word="Delivered" />;
  if (state === "failed") return <Chip state="failed" word="Given up" />;
  return attempts === 0 ? <Chip state="pending" /> : <Chip state="unknown" word="Trying again" />;
}
