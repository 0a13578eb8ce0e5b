"use client";

import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { CellStoreContext, useNewCellStore } from "#components/changes/cell-store.ts";
import { PersonDoors } from "#components/doors/person-doors.tsx";
import { Memberships } from "#components/people/memberships.tsx";
import { PersonFacts } from "#components/people/person-facts.tsx";
import { PersonHistory } from "#components/people/person-history.tsx";
import { PersonIdentities } from "#components/people/person-identities.tsx";
import { PersonReach } from "#components/people/person-reach.tsx";
import { whyNot } from "#components/teams/roles.ts";
import { Avatar } from "#components/ui/avatar.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { MoreMenu } from "#components/ui/more-menu.tsx";
import type { MoreItem } from "#components/ui/more-panel.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import type { OffboardedFact } from "#lib/changes/offboarding/schema.ts";
import type { Role } from "#lib/core/permissions.ts";
import type { OrgDoors } from "#lib/directory/doors/schema.ts";
import { personHistoryOptions, personOptions } from "#lib/directory/people/queries.ts";
import type { Membership, Person, PersonEvent } from "#lib/directory/people/schema.ts";

const AddPerson = lazyPart(() => import("./add-person.tsx").then((m) => m.AddPerson));
const ErasePerson = lazyPart(() => import("#components/trail/erase-person.tsx").then((m) => m.ErasePerson));
const LinkPerson = lazyPart(() => import("./link-person.tsx").then((m) => m.LinkPerson));
const RoleUntil = lazyPart(() => import("#components/ends/role-until.tsx").then((m) => m.RoleUntil));
const RemoveMember = lazyPart(() =>
  import("#components/members/remove-member.tsx").then((m) => m.RemoveMember),
);

type Opened = { what: "add" | "link" | "erase" } | { what: "remove" | "until"; membership: Membership };

export function PersonScreen({
  role,
  initial,
  offboarded,
  actions,
  mayErase,
}: {
  role: Role;
  initial: { person: Person; history: PersonEvent[]; doors: OrgDoors[] };
  offboarded?: OffboardedFact | undefined;
  /** Of the page's header, before what is rare. */
  actions?: ReactNode;
  mayErase: boolean;
}) {
  const { id } = initial.person;
  const person = useQuery({ ...personOptions(id), initialData: initial.person });
  const history = useQuery({ ...personHistoryOptions(id), initialData: initial.history });
  const cells = useNewCellStore();
  const [opened, setOpened] = useState<Opened>();
  // Who has left every team while the page was open is still shown, and that they are gone.
  const isGone = person.isError;
  const shown = person.data;
  const whyNotAdd = whyNot(role, "member.add");
  const rare: MoreItem[] = [
    {
      label: "Link another person",
      icon: "link",
      reason: whyNot(role, "person.link"),
      onPress: () => setOpened({ what: "link" }),
    },
    ...(mayErase
      ? [
          {
            label: "Erase personal data",
            icon: "trash" as const,
            onPress: () => setOpened({ what: "erase" }),
          },
        ]
      : []),
  ];
  const close = () => setOpened(undefined);
  return (
    <CellStoreContext value={cells}>
      <PageHeader
        title={<bdi>{shown.shown}</bdi>}
        up={{ href: "/people", label: "People" }}
        lead={
          <Avatar
            name={shown.shown}
            className="max-sm:hidden"
            isInvited={!shown.isActive && Boolean(shown.invitedSince)}
          />
        }
        sub={
          <bdi>
            {shown.emails.filter((email) => email !== shown.shown).join(", ") ||
              (shown.emails.length === 0 ? "no e-mail" : "")}
          </bdi>
        }
        actions={
          <>
            <Button
              icon="plus"
              aria-disabled={whyNotAdd ? true : undefined}
              title={whyNotAdd}
              onClick={() => setOpened({ what: "add" })}
            >
              Add to team
            </Button>
            {actions}
            <MoreMenu items={rare} />
          </>
        }
      />
      {isGone && (
        <Banner>
          <span className="font-medium">{shown.shown} could not be read again.</span> They may be in no team
          any more.{" "}
          <button type="button" className="link" onClick={() => void person.refetch()}>
            Try again
          </button>
        </Banner>
      )}
      <PersonFacts person={shown} offboarded={offboarded} />
      <ScrollArea>
        <Memberships
          person={shown}
          role={role}
          onUntil={(membership) => setOpened({ what: "until", membership })}
          onRemove={(membership) => setOpened({ what: "remove", membership })}
        />
        <PersonReach person={shown} />
        <PersonDoors person={shown} initial={initial.doors} />
        <PersonIdentities person={shown} role={role} />
        <PersonHistory events={history.data} />
      </ScrollArea>
      {opened?.what === "add" && <AddPerson personId={id} onClose={close} />}
      {opened?.what === "link" && <LinkPerson person={shown} onClose={close} />}
      {opened?.what === "erase" && <ErasePerson person={{ id, label: shown.shown }} onClose={close} />}
      {opened?.what === "until" && (
        <RoleUntil
          team={opened.membership.team}
          member={{ ...opened.membership.member, label: shown.shown }}
          onClose={close}
        />
      )}
      {opened?.what === "remove" && (
        <RemoveMember
          team={opened.membership.team}
          member={{ ...opened.membership.member, label: shown.shown }}
          onClose={close}
        />
      )}
    </CellStoreContext>
  );
}
