import { PolicyActs } from "#components/policies/policy-acts.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, Row } from "#components/ui/table.tsx";
import { grouped } from "#lib/core/grouped.ts";
import { DEFAULT_POLICY } from "#lib/directory/policies/constants.ts";
import type { PolicyRow } from "#lib/directory/policies/schema.ts";

export function PolicyTableRow({ policy }: { policy: PolicyRow }) {
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
      <Cell className="text-end tabular-nums at-1e">{days === 1 ? "1 day" : `${grouped(days)} days`}</Cell>
      <Cell className="text-end tabular-nums text-muted">
        {secrets === 1 ? "1 secret" : `${grouped(secrets)} secrets`}
      </Cell>
      <Cell className="text-end tabular-nums text-muted">{grouped(due)}</Cell>
      <Cell
        className={
          overdue > 0
            ? "text-end text-warn tabular-nums at-2e"
            : "text-end text-muted tabular-nums at-2e max-sm:text-faint"
        }
      >
        {grouped(overdue)}
        <span className="sm:hidden">&nbsp;overdue</span>
      </Cell>
      <Cell className="text-end">
        <PolicyActs policy={policy} />
      </Cell>
    </Row>
  );
}
