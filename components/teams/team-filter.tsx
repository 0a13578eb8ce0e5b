"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Combobox, type ComboOption } from "#components/ui/combobox.tsx";
import { grouped } from "#lib/core/grouped.ts";
import { teamOptions, teamPageOptions } from "#lib/directory/teams/queries.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import type { Capabilities } from "#lib/vendors/port.ts";

const SHOWN = 12;

type Known = { id: string; label: string; vendor: VendorId };
const optionOf = ({ id, label, vendor }: Known): ComboOption => ({
  ...{ value: id, label, icon: vendor },
  // A whole vendor says its name once.
  context: label === VENDOR_FACTS[vendor].name ? "" : VENDOR_FACTS[vendor].name,
});

/** "Filter by team", or a wider place: found by a part of its name, of however many there are. */
export function TeamFilter({
  label = "Filter by team",
  value,
  name,
  any = "Any team",
  besides = [],
  that,
  onChoose,
}: {
  label?: string;
  /** Rollcall's id of a team, or of what can be chosen besides; "" is any. */
  value: string;
  /** Of the team that is filtered by, where that is known. */
  name: string | undefined;
  any?: string;
  /** What can be chosen besides teams: everybody of an organization, or all of a vendor. */
  besides?: readonly Known[];
  /** Only teams of vendors that can do this. */
  that?: (capabilities: Capabilities) => boolean;
  onChoose: (teamId: string) => void;
}) {
  const [typed, setTyped] = useState<string>();
  const [chosen, setChosen] = useState<ComboOption>();
  const q = useDeferredValue(typed?.trim() ?? "");
  const vendors = Object.values(VENDOR_FACTS).filter((facts) => !that || that(facts.capabilities));
  const [only] = vendors;
  const found = useQuery({
    ...teamPageOptions({
      ...{ q, sort: "name", dir: "asc", offset: 0, limit: SHOWN },
      ...(vendors.length === 1 && only ? { vendor: only.id } : {}),
    }),
    enabled: typed !== undefined,
  });
  const known = name ?? (chosen?.value === value ? chosen.label : undefined);
  const one = useQuery({ ...teamOptions(value), enabled: value !== "" && known === undefined });
  const words = q.toLocaleLowerCase("en");
  const options = [
    ...besides.filter(({ label }) => label.toLocaleLowerCase("en").includes(words)),
    ...(found.data?.rows ?? []).filter(({ vendor }) => vendors.some(({ id }) => id === vendor)),
  ].map(optionOf);
  const more = (found.data?.total ?? 0) - (found.data?.rows.length ?? 0);
  return (
    <Combobox
      label={label}
      any={any}
      value={value}
      shown={known ?? one.data?.label ?? "A team"}
      options={options}
      note={
        found.isError
          ? "The teams could not be read."
          : more > 0
            ? `${grouped(more)} more: type a part of the name`
            : found.data && options.length === 0
              ? "No team matches."
              : undefined
      }
      onTyped={setTyped}
      onChoose={(option) => {
        setChosen(option);
        onChoose(option.value);
      }}
    />
  );
}
