"use client";

import { ConnectionChoice } from "#components/grants/connection-choice.tsx";
import type { Grantable, Granted } from "#lib/core/limits.ts";

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
  const set = (connectionId: string, teamIds: Granted["teamIds"] | undefined) => {
    const others = granted.filter((one) => one.connectionId !== connectionId);
    onChange(teamIds === undefined ? others : [...others, { connectionId, teamIds }]);
  };
  return (
    <div className="grid max-h-[44vh] gap-3 overflow-y-auto">
      {grantable.map((connection) => (
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
