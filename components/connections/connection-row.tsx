"use client";

import Link from "next/link";
import { type ReactNode, useState } from "react";
import { rightsWords } from "#components/connections/rights-words.ts";
import { Chip } from "#components/ui/chip.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { InlineText } from "#components/ui/inline-text.tsx";
import { RowButton } from "#components/ui/row-button.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { Cell, Row } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import type { ConnectionRow } from "#lib/directory/connections/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const plural = (n: number, one: string, many: string) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;

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
          <span className="strong clip" title={row.label}>
            {row.teamId ? (
              <Link className="title clip" href={`/teams/${row.teamId}/members`}>
                <bdi>{row.label}</bdi>
              </Link>
            ) : (
              <bdi>{row.label}</bdi>
            )}
          </span>
        )}
        <small>
          <span className="vendor" style={{ color: "inherit" }}>
            <Icon name={row.vendor} />
            <bdi className="clip">{`${facts.name}, ${row.namespace ?? row.targetName}`}</bdi>
          </span>
        </small>
      </Cell>
      <Cell>
        <span className="mono">{row.tokenHint ? `…${row.tokenHint}` : "Sealed"}</span>
        <small title={row.tokenUser?.email}>
          {row.tokenUser ? (
            <>
              made by <bdi>{row.tokenUser.name || row.tokenUser.email || row.tokenUser.id}</bdi>
            </>
          ) : (
            "not checked yet"
          )}
        </small>
      </Cell>
      {/* On a phone only a token that is old has its line. */}
      <Cell className={row.isTokenOld ? "at-3" : undefined}>
        <span className={row.isTokenOld ? "warn" : "muted"}>
          {row.tokenStoredAt ? <TimeAgo at={row.tokenStoredAt} /> : "not known"}
        </span>
        <small>
          {row.isTokenOld && "old token: make a new one"}
          {!row.isTokenOld &&
            (row.tokenStoredBy ? (
              <>
                by <bdi>{row.tokenStoredBy}</bdi>
              </>
            ) : (
              "by the settings"
            ))}
        </small>
      </Cell>
      <Cell className="muted">
        <span>
          {facts.capabilities.manyTeams
            ? count(row, row.teamCount, "team", "teams")
            : count(row, row.memberCount, "member", "members")}
        </span>
        <small>
          {facts.capabilities.secrets
            ? count(row, row.secretCount, "secret", "secrets")
            : count(row, row.memberCount, "person", "people")}
        </small>
      </Cell>
      <Cell className="at-2">
        <span>
          {row.state === "works" ? (
            <span className="chip done">
              <Icon name="checkCircle" />
              Works
            </span>
          ) : (
            <Chip state={row.state} />
          )}
        </span>
        <StateNote row={row} />
      </Cell>
      <Cell className="at-1e faint">
        {row.syncing ? (
          <span className="chip">
            <Spinner />
            Syncing
          </span>
        ) : row.syncedAt ? (
          <TimeAgo at={row.syncedAt} />
        ) : (
          "not yet"
        )}
      </Cell>
      <Cell className="end">
        {commands && (
          <span className={row.state === "refused" ? "acts is-shown" : "acts"}>
            <RowButton
              icon="refresh"
              name={`Check ${row.label}`}
              isBusy={isChecking}
              onPress={commands.onCheck}
            />
            <RowButton icon="pencil" name={`Relabel ${row.label}`} onPress={() => setRelabelling(true)} />
            <RowButton icon="key" name={`Replace token of ${row.label}`} onPress={commands.onReplace} />
            <RowButton icon="trash" name={`Delete ${row.label}`} onPress={commands.onDelete} />
          </span>
        )}
      </Cell>
    </Row>
  );
}

function StateNote({ row }: { row: ConnectionRow }): ReactNode {
  if (row.state === "works") {
    const words = rightsWords(row.rights);
    return <small title={words}>{words}</small>;
  }
  const words = row.stateReason ?? "";
  return (
    <small className={row.state === "refused" ? "danger" : undefined} title={words}>
      {words}, since <TimeAgo at={row.stateAt} />
    </small>
  );
}
