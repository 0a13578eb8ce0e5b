"use client";

import { type ReactNode, useMemo, useState } from "react";
import { DataTable } from "#components/data-table/data-table.tsx";
import type { Rows } from "#components/data-table/use-rows.ts";
import type { RotateTarget } from "#components/secrets/rotate-secret.tsx";
import { secretColumns } from "#components/secrets/secret-columns.tsx";
import type { useSecretFilter } from "#components/secrets/use-secret-filter.ts";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { Role } from "#lib/auth/permissions.ts";
import type { SecretRow } from "#lib/secrets/schema.ts";

const RotateSecret = lazyPart(() => import("./rotate-secret.tsx").then((m) => m.RotateSecret));
const DeleteSecret = lazyPart(() => import("./delete-secret.tsx").then((m) => m.DeleteSecret));

type Opened = { what: "rotate" | "delete"; target: RotateTarget };

/** The table of secrets with its row actions, for one team and for all. */
export function SecretsTable({
  role,
  rows,
  state,
  withTeam,
  vendorName,
  isLoading,
  empty,
}: {
  role: Role;
  rows: Rows<SecretRow>;
  state: ReturnType<typeof useSecretFilter>;
  withTeam: boolean;
  vendorName: string;
  isLoading: boolean;
  empty: ReactNode;
}) {
  const [opened, setOpened] = useState<Opened>();
  const columns = useMemo(() => {
    const open = (what: Opened["what"]) => (secret: SecretRow) =>
      setOpened({
        what,
        target: {
          teamId: secret.teamId,
          teamName: secret.teamName,
          vendorName,
          name: secret.name,
          inUse: secret.inUse,
          ageDays: secret.ageDays,
        },
      });
    return secretColumns({ role, withTeam, onRotate: open("rotate"), onDelete: open("delete") });
  }, [role, withTeam, vendorName]);
  const close = () => setOpened(undefined);
  return (
    <>
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
        empty={empty}
      />
      {opened?.what === "rotate" && <RotateSecret target={opened.target} onClose={close} />}
      {opened?.what === "delete" && <DeleteSecret target={opened.target} onClose={close} />}
    </>
  );
}
