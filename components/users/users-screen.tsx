"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Table } from "#components/ui/table.tsx";
import { InviteTableRow } from "#components/users/invite-table-row.tsx";
import { UserTableRow } from "#components/users/user-table-row.tsx";
import type { GivenLink, InviteRow, UserRow } from "#lib/access/users/schema.ts";
import type { GrantSubject } from "#lib/core/limits.ts";

const InviteDialog = dynamic(() =>
  import("#components/users/invite-dialog.tsx").then((module) => module.InviteDialog),
);
const LimitDialog = dynamic(() =>
  import("#components/grants/limit-dialog.tsx").then((module) => module.LimitDialog),
);
const ResetDialog = dynamic(() =>
  import("#components/users/reset-dialog.tsx").then((module) => module.ResetDialog),
);

export const USER_COLUMNS = [
  { label: "Name" },
  { label: "Email", width: 280 },
  { label: "Role", width: 120 },
  { label: "Status", width: 110 },
  { label: "Last seen", width: 110 },
  { label: "Actions", width: 124, isHidden: true },
] as const;

type Open =
  | { dialog: "invite" }
  | { dialog: "limit"; name: string; subject: GrantSubject }
  | { dialog: "reset"; name: string; link: GivenLink }
  | undefined;

/** An admin may not limit their own role. */
const LIMITED_ROLES = ["operator", "viewer"] as const;

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
export function UsersScreen({
  users,
  invites,
  limits = [],
}: {
  users: UserRow[];
  invites: InviteRow[];
  /** Who is limited to some connections: "user:{id}", "role:{role}". */
  limits?: readonly string[];
}) {
  const [open, setOpen] = useState<Open>();
  const close = () => setOpen(undefined);
  const labels = labelsOf(users);
  return (
    <div className="screen">
      <PageHeader
        title="Users"
        count={users.length}
        actions={
          <>
            {LIMITED_ROLES.map((role) => (
              <Button
                key={role}
                onClick={() =>
                  setOpen({ dialog: "limit", name: `every ${role}`, subject: { kind: "role", id: role } })
                }
              >
                Limit {role}s
              </Button>
            ))}
            <Link className="btn" href="/settings/users/sessions">
              Sessions
            </Link>
            <Button variant="primary" icon="plus" onClick={() => setOpen({ dialog: "invite" })}>
              Invite user
            </Button>
          </>
        }
      />
      <div className="scroll">
        <Table label="Users" columns={USER_COLUMNS}>
          {users.map((user) => (
            <UserTableRow
              key={user.id}
              user={user}
              label={labels.get(user.id) ?? user.name}
              isLimited={limits.includes(`user:${user.id}`) || limits.includes(`role:${user.role}`)}
              onLimit={() =>
                setOpen({
                  dialog: "limit",
                  name: labels.get(user.id) ?? user.name,
                  subject: { kind: "user", id: user.id },
                })
              }
              onResetLink={(link) => setOpen({ dialog: "reset", name: user.name, link })}
            />
          ))}
          {invites.map((invite) => (
            <InviteTableRow key={invite.id} invite={invite} />
          ))}
        </Table>
      </div>
      {open?.dialog === "invite" && <InviteDialog onClose={close} />}
      {open?.dialog === "limit" && <LimitDialog name={open.name} subject={open.subject} onClose={close} />}
      {open?.dialog === "reset" && <ResetDialog name={open.name} link={open.link} onClose={close} />}
    </div>
  );
}
