"use client";

import dynamic from "next/dynamic";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Table } from "#components/ui/table.tsx";
import { InviteTableRow } from "#components/users/invite-table-row.tsx";
import { UserTableRow } from "#components/users/user-table-row.tsx";
import type { GivenLink, InviteRow, UserRow } from "#lib/users/schema.ts";

const InviteDialog = dynamic(() =>
  import("#components/users/invite-dialog.tsx").then((module) => module.InviteDialog),
);
const ResetDialog = dynamic(() =>
  import("#components/users/reset-dialog.tsx").then((module) => module.ResetDialog),
);

const COLUMNS = [
  { label: "Name" },
  { label: "Email", width: 280 },
  { label: "Role", width: 120 },
  { label: "Status", width: 110 },
  { label: "Last seen", width: 110 },
  { label: "Actions", width: 96, isHidden: true },
] as const;

type Open = { dialog: "invite" } | { dialog: "reset"; name: string; link: GivenLink } | undefined;

/** A name that two rows share is followed by the address. */
function labelsOf(users: readonly UserRow[]): Map<string, string> {
  const counts = Map.groupBy(users, (user) => user.name);
  return new Map(
    users.map((user) => [
      user.id,
      (counts.get(user.name)?.length ?? 0) > 1 ? `${user.name} (${user.email})` : user.name,
    ]),
  );
}

/** Everybody with an account, and who was invited. */
export function UsersScreen({ users, invites }: { users: UserRow[]; invites: InviteRow[] }) {
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const labels = labelsOf(users);
  return (
    <div className="screen">
      <PageHeader
        title="Users"
        count={users.length}
        actions={
          <Button variant="primary" icon="plus" onClick={() => setOpen({ dialog: "invite" })}>
            Invite user
          </Button>
        }
      />
      <div className="scroll">
        <Table label="Users" columns={COLUMNS}>
          {users.map((user) => (
            <UserTableRow
              key={user.id}
              user={user}
              label={labels.get(user.id) ?? user.name}
              onResetLink={(link) => setOpen({ dialog: "reset", name: user.name, link })}
            />
          ))}
          {invites.map((invite) => (
            <InviteTableRow key={invite.id} invite={invite} />
          ))}
        </Table>
      </div>
      {open?.dialog === "invite" && <InviteDialog onClose={close} />}
      {open?.dialog === "reset" && <ResetDialog name={open.name} link={open.link} onClose={close} />}
    </div>
  );
}
