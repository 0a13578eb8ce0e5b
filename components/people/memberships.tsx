"use client";

import { useState } from "react";
import { endHere } from "#components/ends/given-role.ts";
import { UntilAct } from "#components/ends/until-act.tsx";
import { UntilMark } from "#components/ends/until-mark.tsx";
import { OrgRoleCell } from "#components/members/org-role-cell.tsx";
import { RoleCell } from "#components/members/role-cell.tsx";
import { whyNot } from "#components/teams/roles.ts";
import { teamHref } from "#components/teams/team-columns.tsx";
import { Act, RowActs } from "#components/ui/act.tsx";
import { Button } from "#components/ui/button.tsx";
import { Chip } from "#components/ui/chip.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, Row, Table } from "#components/ui/table.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { VendorName } from "#components/ui/vendor-name.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { Role } from "#lib/core/permissions.ts";
import type { Membership, Person } from "#lib/directory/people/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** Rows that stand at once: nearly everybody has fewer, and somebody in 2,000 teams must not freeze the page. */
const SHOWN = 100;

export const MEMBERSHIP_COLUMNS = [
  { label: "Team" },
  { label: "Vendor", width: 124 },
  { label: "Belongs to", width: 160 },
  { label: "Role", width: 128 },
  { label: "Status", width: 96 },
  { label: "Joined", width: 96 },
  { label: "Last active", width: 112 },
  { label: "Actions", width: 84, isHidden: true },
];

/** Where a person is, with the role in place: Rollcall's word for each team, the vendor's for an organization. */
export function Memberships({
  person,
  role,
  onUntil,
  onRemove,
}: {
  person: Person;
  role: Role;
  onUntil: (membership: Membership) => void;
  onRemove: (membership: Membership) => void;
}) {
  const [isWhole, setWhole] = useState(false);
  const { memberships } = person;
  const rows = isWhole ? memberships : memberships.slice(0, SHOWN);
  return (
    <>
      <Table label="Memberships" columns={MEMBERSHIP_COLUMNS}>
        {rows.map((membership) => (
          <MembershipRow
            key={membership.member.id}
            membership={membership}
            role={role}
            onUntil={() => onUntil(membership)}
            onRemove={() => onRemove(membership)}
          />
        ))}
      </Table>
      {rows.length < memberships.length && (
        <p className="px-gutter py-2">
          <Button variant="link" onClick={() => setWhole(true)}>
            Show all {grouped(memberships.length)} memberships
          </Button>
        </p>
      )}
    </>
  );
}

function MembershipRow({
  membership: { member, team },
  role,
  onUntil,
  onRemove,
}: {
  membership: Membership;
  role: Role;
  onUntil: () => void;
  onRemove: () => void;
}) {
  const isOrganization = team.kind === "organization";
  const reason = whyNot(role, isOrganization ? "org.removeMember" : "member.remove", team);
  return (
    <Row className={member.status === "active" ? undefined : "is-quiet"}>
      <Cell className="at-1">
        <span className="name">
          <Link href={teamHref(team)} title={team.label}>
            <bdi>{team.name}</bdi>
          </Link>
          {member.label !== team.label && (
            <bdi className="clip font-normal text-faint">{member.email ?? member.userId}</bdi>
          )}
          <UntilMark end={endHere(member, team)} />
        </span>
      </Cell>
      <Cell className="at-2">
        <VendorName vendor={team.vendor} />
      </Cell>
      <Cell className="text-muted">
        {isOrganization ? "Organization" : <bdi title={team.belongsTo}>{team.belongsTo}</bdi>}
      </Cell>
      <Cell className="at-1e">
        {isOrganization ? (
          <OrgRoleCell member={member} team={team} role={role} />
        ) : (
          <RoleCell member={member} team={team} role={role} />
        )}
      </Cell>
      <Cell>
        <Chip state={member.status} />
      </Cell>
      <Cell className="text-faint">
        <TimeAgo at={member.joinedAt} />
      </Cell>
      <Cell className="text-faint at-2e">
        <TimeAgo at={member.lastActiveAt} />
      </Cell>
      <Cell className="text-end">
        <RowActs>
          <UntilAct member={member} team={team} role={role} onClick={onUntil} />
          {VENDOR_FACTS[team.vendor].capabilities.removeMembers && (
            <Act icon="trash" name={`Remove ${member.label}`} whyNot={reason} onClick={onRemove} />
          )}
        </RowActs>
      </Cell>
    </Row>
  );
}
