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
import type { MemberFilter } from "#lib/directory/members/filter.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** Ids that fit into an address; more than that is a filter's work. */
const MAX_IDS = 200;

function exportUrl(teamId: string, filter: MemberFilter, selection: Selection): string {
  const { sort, dir } = filter;
  const query = new URLSearchParams(queryString({ sort, dir, ...(selection.isAll ? askedOf(filter) : {}) }));
  if (selection.isAll) for (const id of selection.except) query.append("except", id);
  else for (const id of selection.ids) query.append("id", id);
  return `/api/teams/${encodeURIComponent(teamId)}/members/export?${query}`;
}

/** What is done with a selection of a team's members, or of an organization's people. */
export function MembersBar({
  team,
  filter,
  total,
  selection,
  role,
}: {
  team: TeamRow;
  filter: MemberFilter;
  total: number;
  selection: Selection;
  role: Role;
}) {
  const toast = useToast();
  const { capabilities, name: vendor } = VENDOR_FACTS[team.vendor];
  const isOrganization = team.kind === "organization";
  const named = selection.isAll ? selection.except : selection.ids;
  const tooMany =
    named.size > MAX_PICKED ? `Up to ${MAX_PICKED} chosen rows; filter and select all instead.` : undefined;
  const mayExport = can({ role }, "member.export");
  const roles = isOrganization
    ? capabilities.organizationRoles.map((value) => ({ value, label: capitalised(value) }))
    : capabilities.assignableRoles.toReversed().map((value) => ({ value, label: ROLE_WORDS[value] }));
  const sourceOf = (action: PeopleAction): PlanSource => ({
    kind: "members",
    teamId: team.id,
    ...pickedOf(selection),
    filter: askedOf(filter),
    action,
  });
  const download = () => {
    if (named.size > MAX_IDS)
      return toast({
        title: `Export takes up to ${MAX_IDS} chosen rows; filter and select all instead.`,
        tone: "danger",
      });
    window.location.assign(exportUrl(team.id, filter, selection));
    return undefined;
  };
  return (
    <BulkActions
      selection={selection}
      total={total}
      roles={roles}
      {...(isOrganization
        ? {
            roleHint: `Their role in ${team.name} on ${vendor}.`,
            actionForRole: (orgRole: string) => ({ do: "setOrgRole" as const, orgRole }),
          }
        : {
            orgRoles: capabilities.organizationRoles.map((value) => ({ value, label: capitalised(value) })),
          })}
      reason={whyNot(role, isOrganization ? "org.setRole" : "member.setRole", team) ?? tooMany}
      sourceOf={sourceOf}
      more={[
        {
          label: "Export",
          icon: "download",
          reason: mayExport ? undefined : "Your role in Rollcall may not export.",
          onPress: download,
        },
      ]}
    />
  );
}
