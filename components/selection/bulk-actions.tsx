"use client";

import { useState } from "react";
import type { RoleChoice } from "#components/selection/change-role-dialog.tsx";
import { type SelectionAction, SelectionBar } from "#components/selection/selection-bar.tsx";
import type { Selection } from "#components/selection/use-selection.ts";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { PeopleAction, PlanSource } from "#lib/changes/sources/schema.ts";

const ChangeRoleDialog = lazyPart(() => import("./change-role-dialog.tsx").then((m) => m.ChangeRoleDialog));
const AddToTeamDialog = lazyPart(() => import("./add-to-team-dialog.tsx").then((m) => m.AddToTeamDialog));
const ReviewDialog = lazyPart(() =>
  import("#components/changes/review-dialog.tsx").then((m) => m.ReviewDialog),
);

/** Gives a role: for good, or for a time. */
type RoleAction = Extract<PeopleAction, { do: "setRole" | "setOrgRole" | "demote" }>;
type Opened = { is: "role" } | { is: "teams" } | { is: "plan"; source: PlanSource };

/** What is done with a selection of people: the toolbar, its dialogs, and the plan that each leads to. */
export function BulkActions({
  selection,
  total,
  roles,
  orgRoles,
  lowersWith,
  roleHint,
  actionForRole,
  first = [],
  hasRemove = true,
  hasAddToTeam = true,
  reason,
  sourceOf,
  more = [],
}: {
  selection: Selection;
  total: number;
  /** Roles that can be given; none: no "Change role". */
  roles: readonly RoleChoice[];
  /** Roles of the organizations that they may be in besides, the strongest first. */
  orgRoles?: readonly RoleChoice[];
  /** The role that goes with a lower one in the organization, unless it is said otherwise. */
  lowersWith?: string;
  roleHint?: string;
  /** What giving a role of `roles` is: a team's role unless said otherwise. */
  actionForRole?: (role: string, orgRole: string | undefined) => RoleAction;
  /** What stands before all else, and leads to its plan at once. */
  first?: readonly { label: string; action: PeopleAction }[];
  hasRemove?: boolean;
  hasAddToTeam?: boolean;
  /** Why the viewer may not change anything here. */
  reason?: string | undefined;
  sourceOf: (action: PeopleAction) => PlanSource;
  /** Export and the like. */
  more?: readonly SelectionAction[];
}) {
  const [opened, setOpened] = useState<Opened>();
  const close = () => setOpened(undefined);
  const review = (action: PeopleAction) => setOpened({ is: "plan", source: sourceOf(action) });
  const toRole =
    actionForRole ??
    ((role: string, orgRole: string | undefined): RoleAction => ({
      do: "setRole",
      role: role as "member",
      ...(orgRole ? { orgRole } : {}),
    }));
  const actions: SelectionAction[] = [
    ...first.map(({ label, action }) => ({ label, reason, onPress: () => review(action) })),
    ...(roles.length > 0 ? [{ label: "Change role", reason, onPress: () => setOpened({ is: "role" }) }] : []),
    ...(hasRemove ? [{ label: "Remove", reason, onPress: () => review({ do: "remove" }) }] : []),
    ...(hasAddToTeam ? [{ label: "Add to team", reason, onPress: () => setOpened({ is: "teams" }) }] : []),
    ...more,
  ];
  const count = selection.count(total);
  return (
    <>
      <SelectionBar selection={selection} total={total} actions={actions} />
      {opened?.is === "role" && (
        <ChangeRoleDialog
          count={count}
          roles={roles}
          hint={roleHint}
          lowersWith={lowersWith}
          {...(orgRoles ? { orgRoles } : {})}
          onReview={(role, orgRole, until) =>
            review({ ...toRole(role, orgRole), ...(until ? { until } : {}) })
          }
          onClose={close}
        />
      )}
      {opened?.is === "teams" && (
        <AddToTeamDialog
          count={count}
          onReview={(choice) => review({ do: "addToTeams", ...choice })}
          onClose={close}
        />
      )}
      {opened?.is === "plan" && (
        <ReviewDialog
          changes={undefined}
          source={opened.source}
          onClose={close}
          onStarted={selection.clear}
        />
      )}
    </>
  );
}
