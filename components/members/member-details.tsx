"use client";

import type { ReactNode } from "react";
import { MemberPerson } from "#components/members/member-person.tsx";
import { capitalised, ROLE_WORDS, STATUS_WORDS } from "#components/teams/roles.ts";
import { Avatar } from "#components/ui/avatar.tsx";
import { LocalTime } from "#components/ui/local-time.tsx";
import { PanelFacts, SidePanel } from "#components/ui/side-panel.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { grouped } from "#lib/core/grouped.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** Only https addresses become links: they were written by strangers. */
function SafeLink({ href }: { href: string }) {
  if (!/^https:\/\//i.test(href)) return <span className="mono">{href}</span>;
  return (
    <a className="link" href={href} target="_blank" rel="noreferrer noopener">
      {href}
    </a>
  );
}

function Moment({ at, isAhead }: { at: string | undefined; isAhead?: boolean }) {
  if (!at) return null;
  return (
    <>
      <LocalTime at={at} as="calendar" />{" "}
      {!isAhead && (
        <span className="text-faint">
          (<TimeAgo at={at} />)
        </span>
      )}
    </>
  );
}

function factsOf(member: MemberRow): [string, ReactNode][] {
  const vendor = VENDOR_FACTS[member.vendor];
  const count = (n: number | undefined) => (n === undefined ? undefined : grouped(n));
  return [
    ["Name", member.name && <bdi>{member.name}</bdi>],
    ["E-mail", member.email && <bdi>{member.email}</bdi>],
    [
      `Id on ${vendor.name}`,
      <span key="id" className="mono">
        {member.userId}
      </span>,
    ],
    ["Role", ROLE_WORDS[member.role]],
    ["Role until", member.end && <Moment at={member.end.at} isAhead />],
    ["Organization role until", member.orgEnd && <Moment at={member.orgEnd.at} isAhead />],
    [`${vendor.name}'s word`, member.vendorRole && <bdi>{member.vendorRole}</bdi>],
    ["In the organization", member.inOrganization ? capitalised(member.orgRole ?? "guest") : undefined],
    ["Status", STATUS_WORDS[member.status]],
    ["Joined", member.joinedAt && <Moment at={member.joinedAt} />],
    ["Last active", member.lastActiveAt && <Moment at={member.lastActiveAt} />],
    ["Single sign-on", member.sso === undefined ? undefined : member.sso ? "Yes" : "No"],
    ["Spaces", count(member.spaces)],
    ["Teams", count(member.teams)],
    ["Sites", count(member.sites)],
    ["Profile", member.profileUrl && <SafeLink href={member.profileUrl} />],
    ["Picture", member.avatarUrl && <SafeLink href={member.avatarUrl} />],
    [
      "Not understood",
      member.problems.length > 0 && (
        <span className="text-warn">
          {vendor.name} sent {member.problems.join(", ")} in a way that Rollcall could not read.
        </span>
      ),
    ],
  ];
}

/** Every field of a row in a panel at the side; Escape and a click outside close it. */
export function MemberDetails({ member, onClose }: { member: MemberRow; onClose: () => void }) {
  return (
    <SidePanel
      label={`Details of ${member.label}`}
      title={<bdi>{member.name || member.email || member.userId}</bdi>}
      lead={<Avatar name={member.name || (member.email ?? "")} isInvited={member.status === "invited"} />}
      onClose={onClose}
    >
      {member.personId && <MemberPerson personId={member.personId} teamId={member.teamId} />}
      <PanelFacts facts={factsOf(member)} />
    </SidePanel>
  );
}
