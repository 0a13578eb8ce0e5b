"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { ConnectionTableRow } from "#components/connections/connection-row.tsx";
import { between } from "#components/data-table/columns.ts";
import { useOpenedByLink } from "#components/shell/use-opened-by-link.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { Table } from "#components/ui/table.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { ActionFailure, callAction, useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { recheckConnectionAction, relabelConnectionAction } from "#lib/directory/connections/actions.ts";
import { connectionKeys, connectionListOptions } from "#lib/directory/connections/queries.ts";
import type { ConnectionRow } from "#lib/directory/connections/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import { whatATokenOpens } from "#lib/vendors/words.ts";

const AddConnectionDialog = lazyPart(() =>
  import("#components/connections/add-connection-dialog.tsx").then((module) => module.AddConnectionDialog),
);
const ReplaceTokenDialog = lazyPart(() =>
  import("#components/connections/replace-token-dialog.tsx").then((module) => module.ReplaceTokenDialog),
);
const DeleteConnectionDialog = lazyPart(() =>
  import("#components/connections/delete-connection-dialog.tsx").then(
    (module) => module.DeleteConnectionDialog,
  ),
);

export const CONNECTION_COLUMNS = [
  { label: "Connection" },
  { label: "Token", width: between(168, 14, 260) },
  { label: "Stored", width: 132 },
  { label: "Rows kept", width: 104 },
  { label: "State", width: "clamp(216px, calc(40cqw - 210px), 560px)" },
  { label: "Synced", width: 84 },
  { label: "Actions", width: 148, isHidden: true },
] as const;

type Open = { dialog: "add" } | { dialog: "replace" | "delete"; id: string } | undefined;

/** All connections, and what an admin can do with each. */
export function ConnectionsScreen({
  initial,
  mayManage,
  replacing,
}: {
  initial: ConnectionRow[];
  mayManage: boolean;
  /** The connection whose token somebody came to replace. */
  replacing?: string | undefined;
}) {
  const [open, setOpen] = useState<Open>();
  // After the page is there: a dialog is none of the server's HTML.
  useEffect(() => {
    if (replacing && mayManage) setOpen({ dialog: "replace", id: replacing });
  }, [replacing, mayManage]);
  const queryClient = useQueryClient();
  const toast = useToast();
  const { data: rows = initial, error } = useQuery({ ...connectionListOptions(), initialData: initial });
  const close = () => {
    setOpen(undefined);
    // Read again, the page is not to ask once more.
    if (replacing) window.history.replaceState(null, "", "/settings/connections");
  };
  useOpenedByLink("add", () => mayManage && setOpen({ dialog: "add" }));
  const changed = (title: string) => {
    close();
    toast({ title });
    void queryClient.invalidateQueries({ queryKey: connectionKeys.all });
  };
  const rechecking = useActionMutation(recheckConnectionAction, {
    onSettled: (_data, failure, { id }) => {
      const row = rows.find((one) => one.id === id);
      void queryClient.invalidateQueries({ queryKey: connectionKeys.all });
      if (!row) return;
      const vendor = VENDOR_FACTS[row.vendor].name;
      if (!failure) toast({ title: `The token of ${row.label} works` });
      else if (failure.error.code === "VENDOR_TOKEN_REFUSED") {
        toast({ tone: "danger", title: `${vendor} refused the token of ${row.label}` });
      } else {
        toast({
          tone: "danger",
          title: `Could not check ${row.label}`,
          detail: errorWords(failure.error, { vendor, subject: row.label }),
        });
      }
    },
  });
  const relabel = async (row: ConnectionRow, label: string): Promise<string | undefined> => {
    if (!label) return "Give it a label";
    try {
      await callAction(relabelConnectionAction, { id: row.id, label }, true);
      changed(`${row.label} is now called ${label}`);
    } catch (failure) {
      if (failure instanceof ActionFailure) return errorWords(failure.error, { subject: row.label });
      throw failure;
    }
  };
  const chosen = open && open.dialog !== "add" ? rows.find((row) => row.id === open.id) : undefined;
  return (
    <Screen>
      <PageHeader
        title="Connections"
        count={rows.length}
        actions={
          mayManage && (
            <Button variant="primary" icon="plus" onClick={() => setOpen({ dialog: "add" })}>
              Add connection
            </Button>
          )
        }
      />
      {error instanceof ActionFailure && <Banner>Could not refresh: {errorWords(error.error)}</Banner>}
      <ScrollArea>
        <Table label="Connections" columns={CONNECTION_COLUMNS} isTwoLine>
          {rows.map((row) => (
            <ConnectionTableRow
              key={row.id}
              row={row}
              isChecking={rechecking.isPending && rechecking.variables.id === row.id}
              commands={
                mayManage
                  ? {
                      onCheck: () => rechecking.mutate({ id: row.id }),
                      onReplace: () => setOpen({ dialog: "replace", id: row.id }),
                      onDelete: () => setOpen({ dialog: "delete", id: row.id }),
                      onRelabel: (label) => relabel(row, label),
                    }
                  : undefined
              }
            />
          ))}
        </Table>
        {rows.length === 0 ? (
          <Empty title="No connections yet">
            A connection holds one token, sealed: it opens {whatATokenOpens()}.
          </Empty>
        ) : (
          <p className="px-gutter py-3 text-small text-muted">
            Tokens are sealed and never shown again. Rows of a refused connection stay, with their age, until
            its token is replaced.
          </p>
        )}
      </ScrollArea>
      {open?.dialog === "add" && (
        <AddConnectionDialog
          onClose={close}
          onSaved={(label) => changed(`${label} is connected; the first sync is running`)}
        />
      )}
      {open?.dialog === "replace" && chosen && (
        <ReplaceTokenDialog
          connection={chosen}
          onClose={close}
          onSaved={() => changed(`${chosen.label} has a new token`)}
        />
      )}
      {open?.dialog === "delete" && chosen && (
        <DeleteConnectionDialog
          connection={chosen}
          onClose={close}
          onDeleted={() => changed(`${chosen.label} was deleted from Rollcall`)}
        />
      )}
    </Screen>
  );
}
