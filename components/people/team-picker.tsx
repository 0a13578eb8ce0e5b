"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { PICK, PICKS } from "#components/ui/pick.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { MatrixTeam } from "#lib/directory/people/schema.ts";
import { teamPageOptions } from "#lib/directory/teams/queries.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const SHOWN = 12;

/** Chooses the team by which people are filtered, by a part of its name; organizations that have a column are there too. */
export function TeamPicker({
  chosen,
  teams,
  onChoose,
  onClose,
}: {
  chosen: string | undefined;
  /** Known already: the most used ones. */
  teams: readonly MatrixTeam[];
  /** "" is any team. */
  onChoose: (teamId: string) => void;
  onClose: () => void;
}) {
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const { data, isPending, isError } = useQuery({
    ...teamPageOptions({ q, sort: "name", dir: "asc", offset: 0, limit: SHOWN }),
  });
  const matches = (name: string) => name.toLocaleLowerCase("en").includes(q.toLocaleLowerCase("en"));
  const organizations = teams.filter((team) => team.kind === "organization" && matches(team.name));
  const found = [
    ...organizations.map((team) => ({
      id: team.teamId,
      vendor: team.vendor,
      label: `Everybody in ${team.name}`,
    })),
    ...(data?.rows ?? []).map((team) => ({ id: team.id, vendor: team.vendor, label: team.label })),
  ];
  const more = (data?.total ?? 0) - (data?.rows.length ?? 0);
  return (
    <Dialog
      open
      onClose={onClose}
      title="Filter by team"
      footer={
        <>
          <FootNote>{more > 0 ? `${more.toLocaleString("en")} more: type a part of the name` : ""}</FootNote>
          <Button size="lg" onClick={() => onChoose("")}>
            Any team
          </Button>
        </>
      }
    >
      <TextField
        label="Team"
        name="team"
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.target.value)}
      />
      <ul className={PICKS} aria-label="Teams found" aria-busy={isPending}>
        {found.map((team) => (
          <li key={team.id}>
            <button
              type="button"
              className={PICK}
              aria-pressed={team.id === chosen}
              onClick={() => onChoose(team.id)}
            >
              <Icon name={team.vendor} className="text-faint" />
              <bdi className="clip">{team.label}</bdi>
              <span className="sr-only">, {VENDOR_FACTS[team.vendor].name}</span>
            </button>
          </li>
        ))}
      </ul>
      {!isPending && found.length === 0 && (
        <p className="text-muted">{isError ? "The teams could not be read." : "No team matches."}</p>
      )}
    </Dialog>
  );
}
