"use client";

import { type ReactNode, useLayoutEffect, useRef } from "react";
import { capitalised, ROLE_WORDS, STATUS_WORDS } from "#components/teams/roles.ts";
import { Act } from "#components/ui/act.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { calendarTime } from "#components/ui/clock.ts";
import { TimeAgo } from "#components/ui/time-ago.tsx";
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

function Moment({ at }: { at: string | undefined }) {
  if (!at) return null;
  return (
    <>
      {calendarTime(at)}{" "}
      <span className="text-faint">
        (<TimeAgo at={at} />)
      </span>
    </>
  );
}

function factsOf(member: MemberRow): [string, ReactNode][] {
  const vendor = VENDOR_FACTS[member.vendor];
  const count = (n: number | undefined) => n?.toLocaleString("en");
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
  const ref = useRef<HTMLElement>(null);
  const closeButton = useRef<HTMLButtonElement>(null);
  const close = useRef(onClose);
  useLayoutEffect(() => {
    close.current = onClose;
  });
  useLayoutEffect(() => {
    const panel = ref.current;
    if (!panel) return;
    // The browser gives the focus back as it hides the panel; the event comes later, when the focus may be elsewhere.
    const onToggle = (event: ToggleEvent) => {
      if (event.newState === "closed") close.current();
    };
    panel.addEventListener("toggle", onToggle);
    panel.showPopover();
    closeButton.current?.focus();
    return () => panel.removeEventListener("toggle", onToggle);
  }, []);
  return (
    <section
      ref={ref}
      popover="auto"
      className="fixed inset-y-0 start-auto end-0 z-details m-0 h-dvh max-h-none w-100 max-w-screen overflow-auto border-0 border-s border-line shadow-lg raised open:animate-fade"
      aria-label={`Details of ${member.label}`}
    >
      <header className="sticky top-0 flex h-head items-center gap-2 border-b border-line-raised bg-raised ps-5 pe-3">
        <Avatar
          name={member.name || (member.email ?? "")}
          size="md"
          isInvited={member.status === "invited"}
        />
        <h2 className="clip flex-1 text-title font-semibold tracking-[-0.01em]">
          <bdi>{member.name || member.email || member.userId}</bdi>
        </h2>
        <Act ref={closeButton} icon="x" name="Close" onClick={() => ref.current?.hidePopover()} />
      </header>
      <dl className="grid grid-cols-[128px_minmax(0,1fr)] px-5 pt-2 pb-6">
        {factsOf(member).map(
          ([term, value]) =>
            value !== undefined &&
            value !== "" &&
            value !== false && (
              <div key={term} className="contents">
                <dt className="border-b border-line-raised py-1.5 text-muted">{term}</dt>
                <dd className="border-b border-line-raised py-1.5 wrap-anywhere">{value}</dd>
              </div>
            ),
        )}
      </dl>
    </section>
  );
}
