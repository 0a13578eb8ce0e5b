import { Chip } from "#components/ui/chip.tsx";
import { Cell, Row } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { LimitWords } from "#components/users/limit-words.tsx";
import { RoleSelect } from "#components/users/role-select.tsx";
import { UserActs } from "#components/users/user-acts.tsx";
import type { UserRow } from "#lib/access/users/schema.ts";

/** One user. `label` is the name that its controls carry: with the address where two share a name. */
export function UserTableRow({
  user,
  label,
  places,
  isByRoleToo,
}: {
  user: UserRow;
  label: string;
  /** To what they are limited; undefined: to nothing in particular. */
  places: readonly string[] | undefined;
  /** Both their own limit and their role's hold. */
  isByRoleToo: boolean;
}) {
  return (
    <Row className={user.isDisabled ? "is-quiet" : undefined}>
      <Cell className="at-1">
        <span className="name">
          <bdi className="clip" title={user.name}>
            {user.name}
          </bdi>
          {user.isYou && <span className="text-faint">You</span>}
          {places && <LimitWords places={places} isByRoleToo={isByRoleToo} />}
        </span>
      </Cell>
      <Cell className="at-2 text-muted">
        <bdi className="clip" title={user.email}>
          {user.email}
        </bdi>
      </Cell>
      <Cell className="at-1e">
        <RoleSelect user={user} label={label} />
      </Cell>
      <Cell className="at-2e">
        <Chip state={user.isDisabled ? "disabled" : "active"} />
      </Cell>
      <Cell className="text-faint">{user.lastSeenAt ? <TimeAgo at={user.lastSeenAt} /> : "never"}</Cell>
      <Cell className="text-end">
        <UserActs user={user} label={label} />
      </Cell>
    </Row>
  );
}
