"use client";

import { useState } from "react";
import { ReviewDialog } from "#components/changes/review-dialog.tsx";
import { AddToTeamDialog } from "#components/selection/add-to-team-dialog.tsx";
import type { Until } from "#lib/changes/ends/schema.ts";
import type { TeamRole } from "#lib/vendors/port.ts";

/** Adds one person to teams: which ones, then the plan. */
export function AddPerson({ personId, onClose }: { personId: string; onClose: () => void }) {
  const [choice, setChoice] = useState<{ teamIds: string[]; role: TeamRole; until?: Until }>();
  if (!choice) return <AddToTeamDialog count={1} onReview={setChoice} onClose={onClose} />;
  return (
    <ReviewDialog
      changes={undefined}
      source={{ kind: "people", ids: [personId], filter: {}, action: { do: "addToTeams", ...choice } }}
      onClose={onClose}
    />
  );
}
