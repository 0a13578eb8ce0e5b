"use client";

import { InlineSelect } from "#components/ui/inline-select.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { callAction, useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { setUserRoleAction } from "#lib/access/users/actions.ts";
import { ROLE_WORDS } from "#lib/access/users/constants.ts";
import type { UserRow } from "#lib/access/users/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { ROLES, type Role } from "#lib/core/permissions.ts";

const ROLE_OPTIONS = ROLES.toReversed().map((role) => ({ value: role, label: ROLE_WORDS[role] }));

type RoleChange = { userId: string; role: Role; before: Role };
const changeRole = ({ userId, role }: RoleChange) => callAction(setUserRoleAction, { userId, role }, true);

/** A user's role, changed in its row. */
export function RoleSelect({ user, label }: { user: UserRow; label: string }) {
  const toast = useToast();
  const role = useActionMutation(async (change: RoleChange) => ({ data: await changeRole(change) }), {
    onSuccess: (_, change) => toast({ title: `${user.name} is now ${ROLE_WORDS[change.role]}` }),
  });
  // The new value stays up until the row that the action brings has it too.
  const isAhead = !role.isError && role.variables?.before === user.role;
  return (
    <InlineSelect
      label={`Role of ${label}`}
      value={isAhead ? (role.variables?.role ?? user.role) : user.role}
      options={ROLE_OPTIONS}
      isPending={role.isPending}
      refusal={role.error ? errorWords(role.error.error) : undefined}
      onDismiss={role.reset}
      onChange={(value) => {
        const next = ROLES.find((one) => one === value);
        if (next && next !== user.role) role.mutate({ userId: user.id, role: next, before: user.role });
      }}
    />
  );
}
