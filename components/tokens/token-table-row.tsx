import { WeekBars } from "#components/tokens/week-bars.tsx";
import { callsWords, sumOf, workWords } from "#components/tokens/week-words.ts";
import { Act, RowActs } from "#components/ui/act.tsx";
import { utcDay } from "#components/ui/clock.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, Row, SecondLine } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { TokenRow } from "#lib/access/tokens/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

/** So many scopes have room in the row; all of them are in its details. */
const FEW = 2;

export function TokenTableRow({
  token,
  onOpen,
  onEnd,
}: {
  token: TokenRow;
  onOpen: () => void;
  onEnd: () => void;
}) {
  const { id, name, label, owner, isMine, kind, scopes, places, endsAt, lastUsedAt, lastAddress } = token;
  const limited = places && (places.length === 0 ? "nothing that is still there" : places.join(", "));
  const calls = sumOf(token.week, "asks");
  const refused = sumOf(token.week, "refused");
  const work = workWords(token.work);
  const few = scopes.length > FEW ? scopes.slice(0, FEW) : scopes;
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
        <span className="flex min-w-0 whitespace-pre" title={scopes.join("\n")}>
          <span className="clip">{few.join(", ")}</span>
          {scopes.length > few.length && ` and ${scopes.length - few.length} more`}
        </span>
        <SecondLine title={limited}>
          {limited === undefined ? "no limit of its own" : `only ${limited}`}
        </SecondLine>
      </Cell>
      <Cell className="at-3">
        <span className="gap-2">
          <WeekBars week={token.week} />
          <span className={calls === 0 ? "text-faint" : "tabular-nums"}>{callsWords(calls)}</span>
        </span>
        <SecondLine>
          {refused > 0 && <span className="text-danger">{grouped(refused)} refused</span>}
          {refused > 0 && work && ", "}
          {work}
        </SecondLine>
      </Cell>
      <Cell>
        <span>{lastUsedAt ? <TimeAgo at={lastUsedAt} /> : <span className="text-faint">Never</span>}</span>
        <SecondLine>{lastAddress ? `from ${lastAddress}` : ""}</SecondLine>
      </Cell>
      <Cell className="at-1e">
        <span>{utcDay(endsAt)}</span>
        <SecondLine tone={token.isOver || token.isEnding ? "warn" : "faint"}>
          {token.isOver ? "has ended" : token.isEnding ? "ends soon" : ""}
        </SecondLine>
      </Cell>
      <Cell className="text-end">
        <RowActs>
          <Link
            className="act"
            href={`/activity?token=${id}`}
            aria-label={`Activity of ${label}`}
            title="Activity"
          >
            <Icon name="activity" className="size-3.5" />
          </Link>
          <Act icon="info" name={`Details of ${label}`} onClick={onOpen} />
          <Act icon="trash" name={`End ${label}`} onClick={onEnd} />
        </RowActs>
      </Cell>
    </Row>
  );
}
