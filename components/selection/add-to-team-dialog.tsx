"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { UntilFields } from "#components/ends/until-fields.tsx";
import { useUntil } from "#components/ends/use-until.ts";
import { ROLE_WORDS } from "#components/teams/roles.ts";
import { TeamPicks } from "#components/teams/team-picks.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import type { Until } from "#lib/changes/ends/schema.ts";
import { grouped } from "#lib/core/grouped.ts";
import { teamPageOptions } from "#lib/directory/teams/queries.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { TeamRole } from "#lib/vendors/port.ts";

const ADDING = Object.values(VENDOR_FACTS).filter((facts) => facts.capabilities.addMembers);
const ROLES: TeamRole[] = ["member", "owner", "admin"];
const MAX_SHOWN = 200;

/** "Add to team": which teams, as what; the plan follows. Teams that only a console can add to are not offered. */
export function AddToTeamDialog({
  count,
  onReview,
  onClose,
}: {
  count: number;
  onReview: (choice: { teamIds: string[]; role: TeamRole; until?: Until }) => void;
  onClose: () => void;
}) {
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<ReadonlyMap<string, string>>(new Map());
  const [role, setRole] = useState<TeamRole>("member");
  const [error, setError] = useState<string>();
  const until = useUntil("never");
  const q = useDeferredValue(search);
  const [vendor] = ADDING;
  const teams = useQuery(
    teamPageOptions({
      q,
      ...(ADDING.length === 1 && vendor ? { vendor: vendor.id } : {}),
      sort: "name",
      dir: "asc",
      offset: 0,
      limit: MAX_SHOWN,
    }),
  );
  const offered = (teams.data?.rows ?? []).filter(
    (team) => VENDOR_FACTS[team.vendor].capabilities.addMembers,
  );
  const roles = ROLES.filter((value) =>
    ADDING.some((facts) => facts.capabilities.assignableRoles.includes(value)),
  );
  const toggle = (id: string, label: string) => {
    const next = new Map(chosen);
    if (!next.delete(id)) next.set(id, label);
    setChosen(next);
    setError(undefined);
  };
  const people = count === 1 ? "1 person" : `${grouped(count)} people`;
  return (
    <Dialog
      open
      onClose={onClose}
      title="Add to team"
      lede={`${people}. Whoever is outside a team's organization is invited to it first.`}
      onSubmit={() => {
        if (chosen.size === 0) return setError("Choose at least one team");
        const end = until.read();
        if (until.choice !== "never" && !end) return;
        onReview({ teamIds: [...chosen.keys()], role, ...(end ? { until: end } : {}) });
      }}
      footer={
        <>
          <FootNote aria-live="polite">
            {chosen.size === 0 ? "" : chosen.size === 1 ? "1 team" : `${chosen.size} teams`}
          </FootNote>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit">
            Review plan
          </Button>
        </>
      }
    >
      <TeamPicks
        search={search}
        onSearch={setSearch}
        error={error}
        offered={offered}
        isChosen={(id) => chosen.has(id)}
        onToggle={(team) => toggle(team.id, team.label)}
        page={teams.data}
        hasFailed={teams.isError}
      />
      <SelectField label="Role" value={role} onChange={(event) => setRole(event.target.value as TeamRole)}>
        {roles.map((value) => (
          <option key={value} value={value}>
            {ROLE_WORDS[value]}
          </option>
        ))}
      </SelectField>
      <UntilFields state={until} hasNever />
    </Dialog>
  );
}
