import Link from "next/link";
import { PolicyActs } from "#components/policies/policy-acts.tsx";
import { Cell, Row } from "#components/ui/table.tsx";
import { DEFAULT_POLICY } from "#lib/directory/policies/constants.ts";
import type { PolicyRow } from "#lib/directory/policies/schema.ts";

export function PolicyTableRow({
  policy,
  teams,
}: {
  policy: PolicyRow;
  teams: readonly { id: string; name: string }[];
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
        <PolicyActs policy={policy} teams={teams} />
      </Cell>
    </Row>
  );
}
