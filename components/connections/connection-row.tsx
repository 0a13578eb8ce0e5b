"use client";

import { type ReactNode, useState } from "react";
import { rightsWords, unreadWords } from "#components/connections/rights-words.ts";
import { Act, RowActs } from "#components/ui/act.tsx";
import { Chip, OwnChip } from "#components/ui/chip.tsx";
import { InlineText } from "#components/ui/inline-text.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, Row, SecondLine } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { GLYPH_LINE, VendorGlyph } from "#components/ui/vendor-name.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { ConnectionRow } from "#lib/directory/connections/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const plural = (n: number, one: string, many: string) => `${grouped(n)} ${n === 1 ? one : many}`;

/** How many there are; before all was read once that is not known. */
function count({ syncedAt }: ConnectionRow, n: number, one: string, many: string): string {
  if (syncedAt) return plural(n, one, many);
  return n > 0 ? `${plural(n, one, many)} so far` : `${many} not read yet`;
}

export type RowCommands = {
  onCheck: () => void;
  onReplace: () => void;
  onDelete: () => void;
  /** Answers an error to show beside the field. */
  onRelabel: (label: string) => Promise<string | undefined>;
};

/** One connection: what it opens, whose token it is, what is kept, how it stands. */
export function ConnectionTableRow({
  row,
  isChecking,
  commands,
}: {
  row: ConnectionRow;
  isChecking: boolean;
  /** undefined: the viewer may only look. */
  commands: RowCommands | undefined;
}) {
  const [isRelabelling, setRelabelling] = useState(false);
  const facts = VENDOR_FACTS[row.vendor];
  return (
    <Row>
      <Cell className="at-1">
        {isRelabelling && commands ? (
          <InlineText
            label={`Label of ${row.label}`}
            value={row.label}
            maxLength={80}
            onSave={commands.onRelabel}
            onClose={() => setRelabelling(false)}
          />
        ) : (
          <span className="font-medium clip" title={row.label}>
            {row.teamId ? (
              <Link className="clip" href={`/teams/${row.teamId}/members`}>
                <bdi>{row.label}</bdi>
              </Link>
            ) : (
              <bdi>{row.label}</bdi>
            )}
          </span>
        )}
        <SecondLine>
          <span className={GLYPH_LINE}>
            <VendorGlyph vendor={row.vendor} />
            <bdi className="clip">{`${facts.name}, ${row.namespace ?? row.targetName}`}</bdi>
          </span>
        </SecondLine>
      </Cell>
      <Cell>
        <span className="mono">{row.tokenHint ? `…${row.tokenHint}` : "Sealed"}</span>
        <SecondLine title={row.tokenUser?.email}>
          {row.tokenUser ? (
            <>
              made by <bdi>{row.tokenUser.name || row.tokenUser.email || row.tokenUser.id}</bdi>
            </>
          ) : (
            "not checked yet"
          )}
        </SecondLine>
      </Cell>
      {/* On a phone only a token that is old has its line. */}
      <Cell className={row.isTokenOld ? "at-3" : undefined}>
        <span className={row.isTokenOld ? "text-warn" : "text-muted"}>
          {row.tokenStoredAt ? <TimeAgo at={row.tokenStoredAt} /> : "not known"}
        </span>
        <SecondLine>
          {row.isTokenOld && "old token: make a new one"}
          {!row.isTokenOld &&
            (row.tokenStoredBy ? (
              <>
                by <bdi>{row.tokenStoredBy}</bdi>
              </>
            ) : (
              "by the settings"
            ))}
        </SecondLine>
      </Cell>
      <Cell className="text-muted">
        <span>
          {facts.capabilities.manyTeams
            ? count(row, row.teamCount, "team", "teams")
            : count(row, row.memberCount, "member", "members")}
        </span>
        <SecondLine>
          {facts.capabilities.secrets
            ? count(row, row.secretCount, "secret", "secrets")
            : count(row, row.memberCount, "person", "people")}
        </SecondLine>
      </Cell>
      <Cell className="at-2">
        <span>
          {row.state === "works" ? (
            <OwnChip tone="done" icon="checkCircle" word="Works" />
          ) : (
            <Chip state={row.state} />
          )}
        </span>
        <StateNote row={row} />
      </Cell>
      <Cell className="at-1e text-faint">
        {row.syncing ? <OwnChip word="Syncing" /> : row.syncedAt ? <TimeAgo at={row.syncedAt} /> : "not yet"}
      </Cell>
      <Cell className="text-end">
        {commands && (
          <RowActs isShown={row.state === "refused"}>
            <Act icon="refresh" name={`Check ${row.label}`} isBusy={isChecking} onClick={commands.onCheck} />
            <Act icon="pencil" name={`Relabel ${row.label}`} onClick={() => setRelabelling(true)} />
            <Act icon="key" name={`Replace token of ${row.label}`} onClick={commands.onReplace} />
            <Act icon="trash" name={`Delete ${row.label}`} onClick={commands.onDelete} />
          </RowActs>
        )}
      </Cell>
    </Row>
  );
}

function StateNote({ row }: { row: ConnectionRow }): ReactNode {
  if (row.state === "works") {
    if (row.unread > 0) return <SecondLine tone="warn">{unreadWords(row.unread)}</SecondLine>;
    const words = rightsWords(row.rights);
    return <SecondLine title={words}>{words}</SecondLine>;
  }
  const words = row.stateReason ?? "";
  return (
    <SecondLine tone={row.state === "refused" ? "danger" : "faint"} title={words} isWrapped>
      {words}, <TimeAgo at={row.stateAt} isLong />
    </SecondLine>
  );
}
