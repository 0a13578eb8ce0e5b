"use client";

import { between, type Column } from "#components/data-table/columns.ts";
import { SelectAllBox, SelectBox } from "#components/selection/select-box.tsx";
import { whyNot } from "#components/teams/roles.ts";
import { Act, RowActs } from "#components/ui/act.tsx";
import { AgeBar } from "#components/ui/age-bar.tsx";
import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Link } from "#components/ui/link.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { GLYPH_LINE, VendorName } from "#components/ui/vendor-name.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { Role } from "#lib/core/permissions.ts";
import { secretHref } from "#lib/directory/secrets/address.ts";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";

type Press = (secret: SecretRow) => void;

export function secretColumns({
  role,
  withTeam,
  loadedIds,
  onRotate,
  onDelete,
}: {
  role: Role;
  withTeam: boolean;
  /** Ids of the rows that are loaded. */
  loadedIds: () => readonly string[];
  onRotate: Press;
  onDelete: Press;
}): Column<SecretRow>[] {
  const columns: (Column<SecretRow> | false)[] = [
    {
      id: "select",
      header: "Select",
      headerCell: <SelectAllBox loadedIds={loadedIds} />,
      width: 42,
      className: "at-check",
      skeleton: 14,
      cell: (secret) => <SelectBox id={secret.id} label={secret.label} />,
    },
    {
      id: "name",
      header: "Name",
      sort: "asc",
      className: "at-1",
      skeleton: 180,
      cell: (secret) => (
        <span className="name">
          <Link className="clip mono" href={secretHref(secret)} tabIndex={-1} title={secret.name}>
            <bdi>{secret.name}</bdi>
          </Link>
          <SameValue secret={secret} />
          {secret.problems.length > 0 && (
            <span className="text-warn" title={`Could not be read: ${secret.problems.join(", ")}`}>
              <Icon name="alert" size="sm" />
              <span className="sr-only">Could not be read: {secret.problems.join(", ")}</span>
            </span>
          )}
        </span>
      ),
    },
    withTeam && {
      id: "team",
      header: "Team",
      sort: "asc",
      width: between(176, 17, 320),
      className: "at-2",
      skeleton: 120,
      cell: (secret) => (
        <Link
          className={cx(GLYPH_LINE, "text-muted")}
          href={`/teams/${encodeURIComponent(secret.teamId)}/secrets`}
          tabIndex={-1}
          title={secret.teamName}
        >
          <VendorName vendor={secret.vendor} bare />
          <bdi className="clip">{secret.teamName}</bdi>
        </Link>
      ),
    },
    {
      id: "created",
      header: "Created",
      sort: "desc",
      width: 84,
      fits: withTeam ? "@max-[940px]:hidden" : "",
      className: "text-faint",
      skeleton: 52,
      cell: (secret) => <TimeAgo at={secret.createdAt} />,
    },
    {
      id: "modified",
      header: "Last changed",
      sort: "desc",
      width: 100,
      className: withTeam ? "text-faint" : "text-faint at-2 max-sm:text-muted",
      skeleton: 60,
      cell: (secret) => <TimeAgo at={secret.modifiedAt} />,
    },
    {
      id: "set",
      header: "By Rollcall",
      width: 88,
      fits: withTeam ? "@max-[860px]:hidden" : "",
      className: "text-faint",
      skeleton: 52,
      cell: (secret) => <SetHere secret={secret} />,
    },
    {
      id: "age",
      header: "Age",
      sort: "desc",
      width: 132,
      align: "end",
      className: "at-1e",
      skeleton: 90,
      cell: (secret) => <AgeBar days={secret.ageDays} limitDays={secret.limitDays} />,
    },
    {
      id: "inUse",
      header: "In use",
      sort: "desc",
      width: 108,
      className: "at-2e sm:ps-7",
      headerClassName: "ps-7",
      skeleton: 48,
      cell: (secret) =>
        secret.inUse === undefined ? (
          <span className="text-faint" title="The vendor has not said yet">
            Not known
          </span>
        ) : secret.inUse ? (
          "In use"
        ) : (
          <span className="text-muted">Not in use</span>
        ),
    },
    {
      id: "actions",
      header: "Actions",
      isHeaderHidden: true,
      width: 84,
      align: "end",
      cell: (secret) => <SecretActions secret={secret} role={role} onRotate={onRotate} onDelete={onDelete} />,
    },
  ];
  return columns.filter((column): column is Column<SecretRow> => column !== false);
}

/** When Rollcall set the value itself, which need not be the vendor's last change. */
function SetHere({ secret }: { secret: SecretRow }) {
  if (!secret.setAt) return <span title="Rollcall has not set its value">–</span>;
  return (
    <span className={cx(GLYPH_LINE, "text-muted")}>
      <TimeAgo at={secret.setAt} />
      {secret.changedOutside && (
        <span className="text-warn" title="The vendor says that it was changed after that, outside Rollcall">
          <Icon name="alert" size="sm" />
          <span className="sr-only">, changed outside since</span>
        </span>
      )}
    </span>
  );
}

/** That the same value stands elsewhere too, as far as Rollcall set it there. */
function SameValue({ secret }: { secret: SecretRow }) {
  const twins = secret.sameAs ?? [];
  if (twins.length === 0) return null;
  const n = grouped(twins.length);
  const all = twins.map((twin) => `${twin.name} in ${twin.teamName}`).join("\n");
  return (
    <span className="shrink-0 text-small text-warn" title={`Same value as\n${all}`}>
      <span aria-hidden="true">
        = {n} {twins.length === 1 ? "other" : "others"}
      </span>
      <span className="sr-only">
        Same value in {n} other {twins.length === 1 ? "place" : "places"}
      </span>
    </span>
  );
}

function SecretActions({
  secret,
  role,
  onRotate,
  onDelete,
}: {
  secret: SecretRow;
  role: Role;
  onRotate: Press;
  onDelete: Press;
}) {
  const may = { may: { view: true, manage: secret.mayManage } };
  return (
    <RowActs>
      <Act
        icon="rotate"
        name={`Rotate ${secret.label}`}
        whyNot={whyNot(role, "secret.rotate", may)}
        tabIndex={-1}
        onClick={() => onRotate(secret)}
      />
      <Act
        icon="trash"
        name={`Delete ${secret.label}`}
        whyNot={whyNot(role, "secret.delete", may)}
        tabIndex={-1}
        onClick={() => onDelete(secret)}
      />
    </RowActs>
  );
}
