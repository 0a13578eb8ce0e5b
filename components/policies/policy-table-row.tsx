"use client";

import Link from "next/link";
import { Cell, Row } from "#components/ui/table.tsx";
import { RowButton } from "#components/users/row-button.tsx";
import { DEFAULT_POLICY } from "#lib/directory/policies/constants.ts";
import type { PolicyRow } from "#lib/directory/policies/schema.ts";

/** What a policy is called: "Default policy", "Policy for DB_* in Perception". */
export function nameOf({ id, pattern, teamId, teamName }: PolicyRow): string {
  if (id === DEFAULT_POLICY) return "Default policy";
  const place = teamId ? ` in ${teamName || "a team that is gone"}` : "";
  return pattern ? `Policy for ${pattern}${place}` : `Policy for all${place}`;
}

export function PolicyTableRow({
  policy,
  onEdit,
  onDelete,
}: {
  policy: PolicyRow;
  onEdit: () => void;
  onDelete: () => void;
}) {
  const isDefault = policy.id === DEFAULT_POLICY;
  const { teamId, teamName, pattern, days, secrets, due, overdue } = policy;
  return (
    <Row>
      <Cell className="at-1 strong">
        {isDefault ? (
          "Default"
        ) : teamId ? (
          <Link className="title clip" href={`/teams/${encodeURIComponent(teamId)}/secrets`}>
            <bdi>{teamName || "A team that is gone"}</bdi>
          </Link>
        ) : (
          "All teams"
        )}
      </Cell>
      <Cell className="at-2">
        {pattern ? (
          <span className="mono clip" title={pattern}>
            {pattern}
          </span>
        ) : (
          <span className="muted">{isDefault ? "All the rest" : "All names"}</span>
        )}
      </Cell>
      <Cell className="end num at-1e">{days === 1 ? "1 day" : `${days.toLocaleString("en")} days`}</Cell>
      <Cell className="end num muted">
        {secrets === 1 ? "1 secret" : `${secrets.toLocaleString("en")} secrets`}
      </Cell>
      <Cell className="end num muted">{due.toLocaleString("en")}</Cell>
      <Cell className={overdue > 0 ? "end num warn at-2e" : "end num muted at-2e"}>
        {overdue.toLocaleString("en")}
        <span className="only-phone-inline">&nbsp;overdue</span>
      </Cell>
      <Cell className="end">
        <span className="acts">
          <RowButton icon="pencil" name={`Edit ${nameOf(policy)}`} onPress={onEdit} />
          {!isDefault && <RowButton icon="trash" name={`Delete ${nameOf(policy)}`} onPress={onDelete} />}
        </span>
      </Cell>
    </Row>
  );
}
