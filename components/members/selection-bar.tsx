"use client";

import type { Selection } from "#components/members/selection.tsx";
import { Button } from "#components/ui/button.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { can, type Role } from "#lib/auth/permissions.ts";
import type { MemberFilter } from "#lib/members/schema.ts";

/** Ids that fit into an address; more than that is a filter's work. */
const MAX_IDS = 200;

function exportUrl(teamId: string, filter: MemberFilter, selection: Selection): string {
  const query = new URLSearchParams({ sort: filter.sort, dir: filter.dir });
  if (selection.isAll) {
    if (filter.q) query.set("q", filter.q);
    if (filter.role) query.set("role", filter.role);
    if (filter.status) query.set("status", filter.status);
  } else for (const id of selection.ids) query.append("id", id);
  return `/api/teams/${encodeURIComponent(teamId)}/members/export?${query}`;
}

export function SelectionBar({
  teamId,
  filter,
  total,
  selection,
  role,
}: {
  teamId: string;
  filter: MemberFilter;
  total: number;
  selection: Selection;
  role: Role;
}) {
  const toast = useToast();
  const count = selection.isAll ? total : selection.ids.size;
  if (count === 0) return null;
  const mayExport = can({ role }, "member.export");
  const download = () => {
    if (!mayExport) return;
    if (!selection.isAll && selection.ids.size > MAX_IDS)
      return toast({
        title: `Export takes up to ${MAX_IDS} chosen rows; filter and select all instead.`,
        tone: "danger",
      });
    window.location.assign(exportUrl(teamId, filter, selection));
    return undefined;
  };
  return (
    <div className="selbar" role="toolbar" aria-label="Selection">
      <span className="n">{count.toLocaleString("en")} selected</span>
      {!selection.isAll && total > count && (
        <Button variant="link" onClick={selection.selectAll}>
          Select all {total.toLocaleString("en")}
        </Button>
      )}
      <hr />
      <Button
        icon="download"
        aria-disabled={mayExport ? undefined : true}
        title={mayExport ? undefined : "Your role in Rollcall may not export."}
        onClick={download}
      >
        Export
      </Button>
      <Button onClick={selection.clear}>Clear</Button>
    </div>
  );
}
