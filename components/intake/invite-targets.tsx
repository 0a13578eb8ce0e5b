"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { InlineRole } from "#components/intake/inline-role.tsx";
import { MoreTeams } from "#components/teams/more-teams.tsx";
import { ROLE_WORDS } from "#components/teams/roles.ts";
import { Note } from "#components/ui/note.tsx";
import { PICK, PickBox } from "#components/ui/pick.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { VendorName } from "#components/ui/vendor-name.tsx";
import { connectionListOptions } from "#lib/directory/connections/queries.ts";
import { teamPageOptions } from "#lib/directory/teams/queries.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import type { TeamRole } from "#lib/vendors/port.ts";

/** A team, or an organization without one, that everybody of a list is to come to. */
export type Target = {
  teamId: string;
  connectionId: string;
  label: string;
  vendor: VendorId;
  kind: "team" | "organization";
  role: TeamRole;
};

const MAX_SHOWN = 50;

/** Which teams, and as what: those chosen stand first, with their role. */
export function InviteTargets({
  targets,
  onChange,
  error,
}: {
  targets: readonly Target[];
  onChange: (targets: Target[]) => void;
  error?: string | undefined;
}) {
  const [search, setSearch] = useState("");
  const q = useDeferredValue(search);
  const teams = useQuery(teamPageOptions({ q, sort: "name", dir: "asc", offset: 0, limit: MAX_SHOWN }));
  const connections = useQuery(connectionListOptions());
  const organizations = (connections.data ?? []).flatMap((row): Target[] => {
    const { capabilities } = VENDOR_FACTS[row.vendor];
    if (!capabilities.organization || !row.teamId) return [];
    if (!row.targetName.toLowerCase().includes(q.trim().toLowerCase())) return [];
    const { vendor, targetName, teamId, id } = row;
    return [
      {
        teamId,
        connectionId: id,
        label: `${targetName}, no team`,
        vendor,
        kind: "organization",
        role: "member",
      },
    ];
  });
  const offered: Target[] = [
    ...(teams.data?.rows ?? []).map(
      ({ id, connectionId, label, vendor }): Target => ({
        teamId: id,
        connectionId,
        label,
        vendor,
        kind: "team",
        role: "member",
      }),
    ),
    ...organizations,
  ];
  const isChosen = new Set(targets.map((target) => target.teamId));
  const rest = offered.filter((target) => !isChosen.has(target.teamId));
  const setRole = (teamId: string, role: TeamRole) =>
    onChange(targets.map((target) => (target.teamId === teamId ? { ...target, role } : target)));
  return (
    <>
      <TextField
        label="Find a team"
        value={search}
        autoComplete="off"
        error={error}
        onChange={(event) => setSearch(event.target.value)}
      />
      <PickBox legend="Teams">
        {[...targets, ...rest].map((target) => (
          <div key={target.teamId} className={PICK}>
            <label className="flex min-h-7 min-w-0 flex-1 items-center gap-2">
              <input
                type="checkbox"
                className="check"
                checked={isChosen.has(target.teamId)}
                onChange={() =>
                  onChange(
                    isChosen.has(target.teamId)
                      ? targets.filter(({ teamId }) => teamId !== target.teamId)
                      : [...targets, target],
                  )
                }
              />
              <VendorName vendor={target.vendor} bare />
              <bdi className="clip">{target.label}</bdi>
            </label>
            {isChosen.has(target.teamId) && target.kind === "team" && (
              <InlineRole
                label={`Role in ${target.label}`}
                value={target.role}
                roles={VENDOR_FACTS[target.vendor].capabilities.assignableRoles}
                onChange={(role) => setRole(target.teamId, role ?? "member")}
              />
            )}
          </div>
        ))}
        {teams.data && offered.length === 0 && <p className="text-small text-muted">No team of this name.</p>}
        <MoreTeams page={teams.data} />
      </PickBox>
      {teams.error && <Note tone="danger">The teams could not be read. Try again in a moment.</Note>}
      {targets.some(
        ({ role, vendor }) => role !== "member" && VENDOR_FACTS[vendor].capabilities.consoleInvite,
      ) && (
        <p className="text-small text-muted">
          {ROLE_WORDS.admin}: kept as a wish, and offered as a change once they have accepted.
        </p>
      )}
    </>
  );
}
