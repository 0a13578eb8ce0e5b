"use client";

import { useState } from "react";
import { CheckField } from "#components/ui/check-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { Grantable, Granted } from "#lib/core/limits.ts";

/** From so many teams on, they are searched. */
const MANY = 12;
const SHOWN = 100;

/** One connection of a limit: whole, or some of its teams. */
export function ConnectionChoice({
  connection: { label, teams },
  granted,
  onChange,
}: {
  connection: Grantable;
  /** undefined: nothing of it. */
  granted: Granted["teamIds"] | undefined;
  onChange: (granted: Granted["teamIds"] | undefined) => void;
}) {
  const [q, setQ] = useState("");
  // A connection that opens one team alone is that team: ticked twice, it would say one thing in two ways.
  const isOneTeam = teams.length === 1 && !teams[0]?.isOrganization && !Array.isArray(granted);
  const chosen = new Set(granted === "all" || granted === undefined ? [] : granted);
  const found = teams.filter(
    (team) =>
      chosen.has(team.id) || team.name.toLocaleLowerCase("en").includes(q.trim().toLocaleLowerCase("en")),
  );
  const tick = (id: string, isOn: boolean) => {
    const next = new Set(chosen);
    if (isOn) next.add(id);
    else next.delete(id);
    onChange(next.size === 0 ? undefined : [...next]);
  };
  return (
    <fieldset className="grid min-w-0 gap-2">
      <legend className="sr-only">{label}</legend>
      <CheckField
        label={
          <>
            All of <bdi>{label}</bdi>
          </>
        }
        checked={granted === "all"}
        onChange={(isOn) => onChange(isOn ? "all" : undefined)}
      />
      {granted !== "all" && teams.length > 0 && !isOneTeam && (
        <div className="grid gap-2 ps-6">
          {teams.length > MANY && (
            <TextField
              label={`Find a team of ${label}`}
              type="search"
              value={q}
              onChange={(event) => setQ(event.target.value)}
            />
          )}
          {found.slice(0, SHOWN).map((team) => (
            <CheckField
              key={team.id}
              label={
                <>
                  <bdi>{team.name}</bdi>
                  {team.isOrganization && <span className="text-faint"> everybody in the organization</span>}
                </>
              }
              checked={chosen.has(team.id)}
              onChange={(isOn) => tick(team.id, isOn)}
            />
          ))}
          {found.length > SHOWN && (
            <p className="text-small text-muted">{found.length - SHOWN} more: search for them.</p>
          )}
        </div>
      )}
    </fieldset>
  );
}
