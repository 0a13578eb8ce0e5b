"use client";

import { type ReactNode, useMemo, useState } from "react";
import { DataTable } from "#components/data-table/data-table.tsx";
import { orNotLoaded } from "#components/data-table/not-loaded.tsx";
import type { FilterState } from "#components/data-table/use-filter.ts";
import type { Rows } from "#components/data-table/use-rows.ts";
import type { RotateTarget } from "#components/secrets/rotate-secret.tsx";
import { secretColumns } from "#components/secrets/secret-columns.tsx";
import { SelectionContext, useLoadedIds, useNewSelection } from "#components/selection/use-selection.ts";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { askedOf } from "#lib/core/filter/fields.ts";
import type { Role } from "#lib/core/permissions.ts";
import type { SECRET_FIELDS } from "#lib/directory/secrets/filter.ts";
import type { SecretRow } from "#lib/directory/secrets/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const RotateSecret = lazyPart(() => import("./rotate-secret.tsx").then((m) => m.RotateSecret));
const SecretsBar = lazyPart(() => import("./secrets-bar.tsx").then((m) => m.SecretsBar));
const DeleteSecret = lazyPart(() => import("./delete-secret.tsx").then((m) => m.DeleteSecret));

type Opened = { what: "rotate" | "delete"; target: RotateTarget };

/** The table of secrets with its row actions, for one team and for all. */
export function SecretsTable({
  role,
  rows,
  state,
  teamId,
  isLoading,
  empty,
}: {
  role: Role;
  rows: Rows<SecretRow>;
  state: FilterState<typeof SECRET_FIELDS>;
  /** Of one team; of all where absent. */
  teamId?: string;
  isLoading: boolean;
  empty: ReactNode;
}) {
  const [opened, setOpened] = useState<Opened>();
  const withTeam = teamId === undefined;
  const selection = useNewSelection<SecretRow>(JSON.stringify(askedOf(state.filter)), {
    rows,
    idOf: (secret) => secret.id,
  });
  // Once there, it stays: its dialogs outlive the selection that they were opened for.
  const [isBarUsed, setBarUsed] = useState(false);
  const isSelecting = selection.count(rows.total) > 0;
  if (isSelecting && !isBarUsed) setBarUsed(true);
  const loadedIds = useLoadedIds(rows.loaded, (secret) => secret.id);
  const columns = useMemo(() => {
    const open = (what: Opened["what"]) => (secret: SecretRow) =>
      setOpened({
        what,
        target: {
          teamId: secret.teamId,
          teamName: secret.teamName,
          vendorName: VENDOR_FACTS[secret.vendor].name,
          name: secret.name,
          inUse: secret.inUse,
          ageDays: secret.ageDays,
        },
      });
    return secretColumns({ role, withTeam, loadedIds, onRotate: open("rotate"), onDelete: open("delete") });
  }, [role, withTeam, loadedIds]);
  const close = () => setOpened(undefined);
  return (
    <SelectionContext value={selection}>
      <DataTable
        label="Secrets"
        columns={columns}
        total={rows.total}
        rowAt={rows.rowAt}
        rowKey={(secret) => secret.id}
        sort={{ by: state.filter.sort, dir: state.filter.dir }}
        onSort={state.setSort}
        onRange={rows.onRange}
        isLoading={isLoading}
        isStale={rows.isStale}
        empty={orNotLoaded(rows, "secrets", empty)}
        rowClass={(secret) => (selection.has(secret.id) ? "is-selected" : undefined)}
        hasCheck
        hasBar={isSelecting}
        onExtend={selection.extend}
      />
      {isBarUsed && (
        <SecretsBar
          teamId={teamId}
          filter={state.filter}
          total={rows.total}
          selection={selection}
          role={role}
        />
      )}
      {opened?.what === "rotate" && <RotateSecret target={opened.target} onClose={close} />}
      {opened?.what === "delete" && <DeleteSecret target={opened.target} onClose={close} />}
    </SelectionContext>
  );
}
