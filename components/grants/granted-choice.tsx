"use client";

import { useState } from "react";
import { ConnectionChoice } from "#components/grants/connection-choice.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { Grantable, Granted } from "#lib/core/limits.ts";

/** From so many connections on, they are searched. */
const MANY = 12;

/** What somebody may see: connections, each whole or some teams of it. */
export function GrantedChoice({
  grantable,
  granted,
  onChange,
}: {
  grantable: readonly Grantable[];
  granted: readonly Granted[];
  onChange: (granted: readonly Granted[]) => void;
}) {
  const [q, setQ] = useState("");
  const set = (connectionId: string, teamIds: Granted["teamIds"] | undefined) => {
    const others = granted.filter((one) => one.connectionId !== connectionId);
    onChange(teamIds === undefined ? others : [...others, { connectionId, teamIds }]);
  };
  const words = q.trim().toLocaleLowerCase("en");
  const isWanted = ({ connectionId, label, teams }: Grantable): boolean =>
    granted.some((one) => one.connectionId === connectionId) ||
    [label, ...teams.map(({ name }) => name)].some((name) => name.toLocaleLowerCase("en").includes(words));
  return (
    <div className="grid max-h-[44vh] gap-3 overflow-y-auto">
      {grantable.length > MANY && (
        <TextField
          label="Find a connection or a team"
          type="search"
          value={q}
          onChange={(event) => setQ(event.target.value)}
        />
      )}
      {grantable.filter(isWanted).map((connection) => (
        <ConnectionChoice
          key={connection.connectionId}
          connection={connection}
          granted={granted.find((one) => one.connectionId === connection.connectionId)?.teamIds}
          onChange={(teamIds) => set(connection.connectionId, teamIds)}
        />
      ))}
      {grantable.length === 0 && <p className="text-small text-muted">Nothing is connected yet.</p>}
    </div>
  );
}
