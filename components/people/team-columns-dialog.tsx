"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { TeamPicks } from "#components/teams/team-picks.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { MAX_PINNED, pinnedCookie } from "#lib/directory/people/pinned.ts";
import { personKeys } from "#lib/directory/people/queries.ts";
import type { MatrixTeam } from "#lib/directory/people/schema.ts";
import { teamPageOptions } from "#lib/directory/teams/queries.ts";

const MAX_SHOWN = 50;

/** "Team columns": which teams come first among those that have a column, in this browser. */
export function TeamColumnsDialog({ teams, onClose }: { teams: readonly MatrixTeam[]; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [search, setSearch] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(teams.flatMap(({ teamId, isPinned }) => (isPinned ? [teamId] : []))),
  );
  const [error, setError] = useState<string>();
  const q = useDeferredValue(search.trim());
  const found = useQuery(teamPageOptions({ q, sort: "name", dir: "asc", offset: 0, limit: MAX_SHOWN }));
  const words = q.toLocaleLowerCase("en");
  const known = teams
    .filter(({ teamId, kind, name }) =>
      q === ""
        ? kind === "organization" || chosen.has(teamId)
        : kind === "organization" && name.toLocaleLowerCase("en").includes(words),
    )
    .map(({ teamId, vendor, name }) => ({ id: teamId, vendor, label: name }));
  const isKnown = new Set(known.map(({ id }) => id));
  const offered = [...known, ...(found.data?.rows ?? []).filter(({ id }) => !isKnown.has(id))];
  const toggle = (id: string) => {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
    setError(next.size > MAX_PINNED ? `At most ${MAX_PINNED} teams have a column` : undefined);
  };
  const save = () => {
    if (chosen.size > MAX_PINNED) return;
    // biome-ignore lint/suspicious/noDocumentCookie: the server reads it with the next page, so that no column moves
    document.cookie = pinnedCookie([...chosen]);
    void queryClient.invalidateQueries({ queryKey: personKeys.lists() });
    onClose();
  };
  return (
    <FormDialog
      title="Team columns"
      lede="These teams have the first columns, in this browser. The others follow by how many people they have."
      action="Save columns"
      hint={chosen.size === 0 ? "None chosen" : `${chosen.size} chosen`}
      pending={false}
      onSubmit={save}
      onClose={onClose}
    >
      <TeamPicks
        search={search}
        onSearch={setSearch}
        error={error}
        offered={offered}
        isChosen={(id) => chosen.has(id)}
        onToggle={(team) => toggle(team.id)}
        page={found.data}
        hasFailed={found.isError}
      />
    </FormDialog>
  );
}
