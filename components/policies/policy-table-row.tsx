import { PolicyActs } from "#components/policies/policy-acts.tsx";
import { Link } from "#components/ui/link.tsx";
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
      <Cell className="at-1 font-medium">
        {isDefault ? (
          "Default"
        ) : teamId ? (
          <Link className="clip" href={`/teams/${encodeURIComponent(teamId)}/secrets`}>
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
          <span className="text-muted">{isDefault ? "All the rest" : "All names"}</span>
        )}
      </Cell>
      <Cell className="text-end tabular-nums at-1e">
        {days === 1 ? "1 day" : `${days.toLocaleString("en")} days`}
      </Cell>
      <Cell className="text-end tabular-nums text-muted">
        {secrets === 1 ? "1 secret" : `${secrets.toLocaleString("en")} secrets`}
      </Cell>
      <Cell className="text-end tabular-nums text-muted">{due.toLocaleString("en")}</Cell>
      <Cell
        className={
          overdue > 0
            ? "text-end text-warn tabular-nums at-2e"
            : "text-end text-muted tabular-nums at-2e max-sm:text-faint"
        }
      >
        {overdue.toLocaleString("en")}
        <span className="sm:hidden">&nbsp;overdue</span>
      </Cell>
      <Cell className="text-end">
        <PolicyActs policy={policy} teams={teams} />
      </Cell>
    </Row>
  );
}
