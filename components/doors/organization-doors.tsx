"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { whyNot } from "#components/teams/roles.ts";
import { Facts } from "#components/ui/facts.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";
import type { Role } from "#lib/core/permissions.ts";
import { doorsOptions } from "#lib/directory/doors/queries.ts";
import type { OrgDoors } from "#lib/directory/doors/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";

const InviteLinks = lazyPart(() => import("./invite-links.tsx").then((m) => m.InviteLinks));

/** One line on an organization's page: who may come in without being invited by name. */
export function OrganizationDoors({ team, role, initial }: { team: TeamRow; role: Role; initial: OrgDoors }) {
  const read = useQuery({ ...doorsOptions(team.connectionId), placeholderData: { doors: initial } });
  const [isOpen, setOpen] = useState(false);
  const { doors, problem } = read.data ?? { doors: initial };
  const failure = read.error ? wordsOf(read.error) : problem;
  const links = doors.links.length;
  return (
    <>
      <Facts role="region" aria-label="Who can come in" aria-busy={read.isFetching || undefined}>
        <span>
          {doors.enforcesSso === undefined
            ? "Not known whether single sign-on is enforced"
            : doors.enforcesSso
              ? "Single sign-on is enforced"
              : "Single sign-on is not enforced"}
        </span>
        <span>
          {doors.joinDomains === undefined ? (
            "Not known which e-mail domains may join"
          ) : doors.joinDomains.length === 0 ? (
            "Nobody joins by e-mail domain"
          ) : (
            <>
              Anybody at <b>{doors.joinDomains.join(", ")}</b> may join
            </>
          )}
        </span>
        <span>
          {links > 0 ? (
            <button type="button" className="link" onClick={() => setOpen(true)}>
              {links === 1 ? "1 open invite link" : `${grouped(links)} open invite links`}
            </button>
          ) : doors.linksAt ? (
            "No open invite links"
          ) : (
            "Invite links not read yet"
          )}
        </span>
        {failure && (
          <span className="min-w-0 wrap-anywhere whitespace-normal text-warn" role="status">
            {failure}
          </span>
        )}
      </Facts>
      {isOpen && (
        <InviteLinks
          doors={doors}
          whyNot={whyNot(role, "org.deleteLink", team)}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

const wordsOf = (error: Error): string => errorWords(wireErrorOf(error));
