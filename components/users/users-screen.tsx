import { between } from "#components/data-table/columns.ts";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { Link } from "#components/ui/link.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { Table } from "#components/ui/table.tsx";
import { InviteButton } from "#components/users/invite-button.tsx";
import { InviteTableRow } from "#components/users/invite-table-row.tsx";
import { LimitButton } from "#components/users/limit-button.tsx";
import { UserTableRow } from "#components/users/user-table-row.tsx";
import type { InviteRow, UserRow } from "#lib/access/users/schema.ts";
import type { LimitPlaces } from "#lib/core/limits.ts";

export const USER_COLUMNS = [
  { label: "Name" },
  { label: "E-mail", width: between(280, 26, 420) },
  { label: "Role", width: 120 },
  { label: "Status", width: 110 },
  { label: "Last seen", width: 110 },
  { label: "Actions", width: 124, isHidden: true },
] as const;

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
  limits = {},
}: {
  users: UserRow[];
  invites: InviteRow[];
  /** Who is limited, and to what. */
  limits?: LimitPlaces;
}) {
  const labels = labelsOf(users);
  return (
    <Screen>
      <PageHeader
        title="Users"
        count={users.length}
        actions={
          <>
            {LIMITED_ROLES.map((role) => (
              <LimitButton key={role} subject={{ kind: "role", id: role }} name={`every ${role}`} />
            ))}
            <Link className={buttonClasses()} href="/settings/users/sessions">
              Sessions
            </Link>
            <InviteButton />
          </>
        }
      />
      <ScrollArea>
        <Table label="Users" columns={USER_COLUMNS}>
          {users.map((user) => (
            <UserTableRow
              key={user.id}
              user={user}
              label={labels.get(user.id) ?? user.name}
              places={limits[`user:${user.id}`] ?? limits[`role:${user.role}`]}
              isByRoleToo={`user:${user.id}` in limits && `role:${user.role}` in limits}
            />
          ))}
          {invites.map((invite) => (
            <InviteTableRow key={invite.id} invite={invite} places={limits[`invite:${invite.id}`]} />
          ))}
        </Table>
      </ScrollArea>
    </Screen>
  );
}
