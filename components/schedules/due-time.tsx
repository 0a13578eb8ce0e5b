"use client";

import { LocalTime } from "#components/ui/local-time.tsx";
import { useZone } from "#components/ui/zone.tsx";

const cityOf = (zone: string): string => (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");

/** When something is due: by the reader's own clock; as it was chosen, with its zone, where it was chosen by the clocks of another one. */
export function DueTime({
  at,
  when,
  zone,
}: {
  at: string;
  when?: string | undefined;
  zone?: string | undefined;
}) {
  const own = useZone();
  // UTC is what a length such as "4 hours" is kept in: nobody chose it.
  if (when === undefined || zone === undefined || zone === own || zone === "UTC")
    return <LocalTime at={at} as="day" />;
  // "Berlin" says which clock in a column; the whole name is there on hover.
  return <span title={when}>{when.replace(`(${zone})`, `(${cityOf(zone)})`)}</span>;
}
