"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { Chip } from "#components/ui/chip.tsx";
import { InlineSelect } from "#components/ui/inline-select.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Cell, Row } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { ResetTwoFactor } from "#components/users/reset-two-factor.tsx";
import { RowButton } from "#components/users/row-button.tsx";
import { type ActionFailure, callAction, useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { resetPasswordAction, setUserDisabledAction, setUserRoleAction } from "#lib/access/users/actions.ts";
import { ROLE_WORDS } from "#lib/access/users/constants.ts";
import type { GivenLink, UserRow } from "#lib/access/users/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { ROLES, type Role } from "#lib/core/permissions.ts";

const EraseUserDialog = lazyPart(() =>
  import("#components/trail/erase-user-dialog.tsx").then((module) => module.EraseUserDialog),
);

const ROLE_OPTIONS = ROLES.toReversed().map((role) => ({ value: role, label: ROLE_WORDS[role] }));

type RoleChange = { userId: string; role: Role; before: Role };
const changeRole = ({ userId, role }: RoleChange) => callAction(setUserRoleAction, { userId, role }, true);

/** One user. `label` is the name that its controls carry: with the address where two share a name. */
export function UserTableRow({
  user,
  label,
  isLimited,
  onLimit,
  onResetLink,
}: {
  user: UserRow;
  label: string;
  /** Sees some connections or teams only. */
  isLimited: boolean;
  onLimit: () => void;
  onResetLink: (link: GivenLink) => void;
}) {
  const toast = useToast();
  const router = useRouter();
  const [isErasing, setErasing] = useState(false);
  const failed = (failure: ActionFailure) => toast({ tone: "danger", title: errorWords(failure.error) });
  const role = useActionMutation(async (change: RoleChange) => ({ data: await changeRole(change) }), {
    onSuccess: (_, change) => toast({ title: `${user.name} is now ${ROLE_WORDS[change.role]}` }),
  });
  const access = useActionMutation(setUserDisabledAction, {
    again: true,
    onSuccess: (_, { isDisabled }) =>
      toast({
        title: isDisabled ? `${user.name} is disabled and signed out` : `${user.name} can sign in again`,
        ...(isDisabled
          ? {
              action: { label: "Undo", onPress: () => access.mutate({ userId: user.id, isDisabled: false }) },
            }
          : {}),
      }),
    onError: failed,
  });
  const reset = useActionMutation(resetPasswordAction, {
    again: true,
    onSuccess: onResetLink,
    onError: failed,
  });
  // The new value stays up until the row that the action brings has it too.
  const isAhead = !role.isError && role.variables?.before === user.role;
  return (
    <Row className={user.isDisabled ? "is-quiet" : undefined}>
      <Cell className="at-1">
        <span className="name">
          <bdi className="clip" title={user.name}>
            {user.name}
          </bdi>
          {user.isYou && <span className="faint">You</span>}
          {isLimited && <span className="faint">Limited</span>}
        </span>
      </Cell>
      <Cell className="at-2 muted">
        <bdi className="clip" title={user.email}>
          {user.email}
        </bdi>
      </Cell>
      <Cell className="at-1e">
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
      </Cell>
      <Cell className="at-2e">
        <Chip state={user.isDisabled ? "disabled" : "active"} />
      </Cell>
      <Cell className="faint">{user.lastSeenAt ? <TimeAgo at={user.lastSeenAt} /> : "never"}</Cell>
      <Cell className="end">
        <span className="acts">
          {user.isDisabled && !user.email.endsWith("@erased.invalid") && (
            <RowButton
              icon="trash"
              name={`Erase personal data of ${label}`}
              onPress={() => setErasing(true)}
            />
          )}
          {isErasing && (
            <EraseUserDialog
              user={user}
              onClose={() => setErasing(false)}
              onErased={() => {
                setErasing(false);
                toast({ title: "Their name and address are erased" });
                router.refresh();
              }}
            />
          )}
          {!user.isYou && <RowButton icon="eyeOff" name={`Limit ${label}`} onPress={onLimit} />}
          <ResetTwoFactor user={user} label={label} />
          <RowButton
            icon="key"
            name={`Reset password of ${label}`}
            isBusy={reset.isPending}
            onPress={() => reset.mutate({ userId: user.id })}
          />
          <RowButton
            icon={user.isDisabled ? "checkCircle" : "userMinus"}
            name={user.isDisabled ? `Enable ${label}` : `Disable ${label}`}
            isBusy={access.isPending}
            onPress={() => access.mutate({ userId: user.id, isDisabled: !user.isDisabled })}
          />
        </span>
      </Cell>
    </Row>
  );
}
