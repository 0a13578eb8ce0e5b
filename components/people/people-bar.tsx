"use client";

import { BulkActions } from "#components/selection/bulk-actions.tsx";
import { pickedOf, type Selection } from "#components/selection/use-selection.ts";
import { capitalised, ROLE_WORDS, whyNot } from "#components/teams/roles.ts";
import { useToast } from "#components/ui/toast.tsx";
import { MAX_PICKED } from "#lib/changes/constants.ts";
import type { PeopleAction, PlanSource } from "#lib/changes/sources/schema.ts";
import { askedOf } from "#lib/core/filter/fields.ts";
import { queryString } from "#lib/core/paging/query-string.ts";
import { can, type Role } from "#lib/core/permissions.ts";
import type { PersonFilter } from "#lib/directory/people/filter.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { VENDOR_IDS } from "#lib/vendors/ids.ts";
import { TEAM_ROLES, type TeamRole } from "#lib/vendors/port.ts";

/** Ids that fit into an address; more than that is a filter's work. */
const MAX_IDS = 200;

/** Roles that some vendor lets one give, the weakest first. */
const ROLES = TEAM_ROLES.toReversed().filter((role) =>
  VENDOR_IDS.some((vendor) => VENDOR_FACTS[vendor].capabilities.assignableRoles.includes(role)),
);

/** Roles of the organizations that some vendor has, the strongest first. */
const ORG_ROLES = [
  ...new Set(VENDOR_IDS.flatMap((vendor) => VENDOR_FACTS[vendor].capabilities.organizationRoles)),
].map((value) => ({ value, label: capitalised(value) }));

/** What a demotion leaves somebody: the weakest role in teams, and in organizations that they administer. */
const WEAKEST = TEAM_ROLES.at(-1) ?? "member";
const demote = (orgRole = ORG_ROLES.at(-1)?.value): PeopleAction => ({
  do: "demote",
  ...(orgRole ? { orgRole } : {}),
});
/** Filters that leave those alone who manage something. */
const MANAGING: readonly (string | undefined)[] = ["managing", "owner", "admin"];

function exportUrl(filter: PersonFilter, selection: Selection): string {
  const { sort, dir } = filter;
  const query = new URLSearchParams(queryString({ sort, dir, ...(selection.isAll ? askedOf(filter) : {}) }));
  if (selection.isAll) for (const id of selection.except) query.append("except", id);
  else for (const id of selection.ids) query.append("id", id);
  return `/api/people/export?${query}`;
}

/** What is done with a selection of people, over all their teams or in the team that is filtered by. */
export function PeopleBar({
  filter,
  teamName,
  total,
  selection,
  role,
}: {
  filter: PersonFilter;
  teamName: string | undefined;
  total: number;
  selection: Selection;
  role: Role;
}) {
  const toast = useToast();
  const named = selection.isAll ? selection.except : selection.ids;
  const tooMany =
    named.size > MAX_PICKED ? `Up to ${MAX_PICKED} chosen rows; filter and select all instead.` : undefined;
  const sourceOf = (action: PeopleAction): PlanSource => ({
    kind: "people",
    ...pickedOf(selection),
    ...(selection.isAll ? { filter: askedOf(filter) } : {}),
    action,
  });
  const download = () => {
    if (named.size > MAX_IDS)
      return toast({
        title: `Export takes up to ${MAX_IDS} chosen rows; filter and select all instead.`,
        tone: "danger",
      });
    window.location.assign(exportUrl(filter, selection));
    return undefined;
  };
  return (
    <BulkActions
      selection={selection}
      total={total}
      roles={ROLES.map((value) => ({ value, label: ROLE_WORDS[value] }))}
      orgRoles={ORG_ROLES}
      lowersWith={WEAKEST}
      actionForRole={(to, orgRole) =>
        to === WEAKEST
          ? { do: "demote", ...(orgRole ? { orgRole } : {}) }
          : { do: "setRole", role: to as TeamRole, ...(orgRole ? { orgRole } : {}) }
      }
      first={MANAGING.includes(filter.role) ? [{ label: "Make member", action: demote() }] : []}
      roleHint={
        selection.isAll && teamName
          ? `Their role in ${teamName}.`
          : "Their role in every team they are in, where the vendor has it."
      }
      reason={whyNot(role, "member.setRole") ?? tooMany}
      sourceOf={sourceOf}
      more={[
        {
          label: "Export",
          icon: "download",
          reason: can({ role }, "member.export") ? undefined : "Your role in Rollcall may not export.",
          onPress: download,
        },
      ]}
    />
  );
}
