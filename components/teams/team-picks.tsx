"use client";

import { useState } from "react";
import { MoreTeams } from "#components/teams/more-teams.tsx";
import { Note } from "#components/ui/note.tsx";
import { PICK, PickBox } from "#components/ui/pick.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { VendorName } from "#components/ui/vendor-name.tsx";
import type { RowPage, TeamRow } from "#lib/directory/teams/schema.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

export type OfferedTeam = { id: string; vendor: VendorId; label: string };

/** Teams to be ticked in a dialog, found by a part of their name. What was ticked stays in sight, whatever is searched for. */
export function TeamPicks({
  search,
  onSearch,
  error,
  offered,
  isChosen,
  onToggle,
  page,
  hasFailed,
}: {
  search: string;
  onSearch: (search: string) => void;
  error: string | undefined;
  offered: readonly OfferedTeam[];
  isChosen: (id: string) => boolean;
  onToggle: (team: OfferedTeam) => void;
  /** What the server answered, once it has. */
  page: RowPage<TeamRow> | undefined;
  hasFailed: boolean;
}) {
  const [ticked, setTicked] = useState<ReadonlyMap<string, OfferedTeam>>(new Map());
  const found = new Set(offered.map(({ id }) => id));
  const kept = [...ticked.values()].filter(({ id }) => isChosen(id) && !found.has(id));
  return (
    <>
      <TextField
        label="Find a team"
        value={search}
        autoComplete="off"
        error={error}
        onChange={(event) => onSearch(event.target.value)}
      />
      <PickBox legend="Teams">
        {[...kept, ...offered].map((team) => (
          <label key={team.id} className={PICK}>
            <input
              type="checkbox"
              className="check"
              checked={isChosen(team.id)}
              onChange={() => {
                setTicked(new Map(ticked).set(team.id, team));
                onToggle(team);
              }}
            />
            <VendorName vendor={team.vendor} bare />
            <bdi className="clip">{team.label}</bdi>
          </label>
        ))}
        {page && offered.length === 0 && <p className="text-small text-muted">No team of this name.</p>}
        <MoreTeams page={page} />
      </PickBox>
      {hasFailed && <Note tone="danger">The teams could not be read. Try again in a moment.</Note>}
    </>
  );
}
