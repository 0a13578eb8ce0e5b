import { Act, RowActs } from "#components/ui/act.tsx";
import { Cell, Row, SecondLine } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { TokenRow } from "#lib/access/tokens/schema.ts";

const DAY = new Intl.DateTimeFormat("en", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});

export function TokenTableRow({ token, onEnd }: { token: TokenRow; onEnd: () => void }) {
  const { name, label, owner, isMine, kind, scopes, places, endsAt, isOver, lastUsedAt, lastAddress } = token;
  const limited = places && (places.length === 0 ? "nothing that is still there" : places.join(", "));
  return (
    <Row>
      <Cell className="at-1">
        <bdi className="font-medium clip" title={name}>
          {name}
        </bdi>
        <SecondLine>
          {kind === "agent" ? "Agent, " : ""}
          {isMine ? "yours" : <bdi>{owner.name}</bdi>}
        </SecondLine>
      </Cell>
      <Cell className="at-2">
        <span className="clip" title={scopes.join("\n")}>
          {scopes.join(", ")}
        </span>
        <SecondLine title={limited}>
          {limited === undefined ? "no limit of its own" : `only ${limited}`}
        </SecondLine>
      </Cell>
      <Cell className="at-2e">
        <span>{DAY.format(new Date(endsAt))}</span>
        <SecondLine tone={isOver ? "warn" : "faint"}>{isOver ? "has ended" : ""}</SecondLine>
      </Cell>
      <Cell className="at-3">
        <span>{lastUsedAt ? <TimeAgo at={lastUsedAt} /> : <span className="text-faint">Never</span>}</span>
        <SecondLine>{lastAddress ? `from ${lastAddress}` : ""}</SecondLine>
      </Cell>
      <Cell className="at-1e text-end">
        <RowActs>
          <Act icon="trash" name={`End ${label}`} onClick={onEnd} />
        </RowActs>
      </Cell>
    </Row>
  );
}
