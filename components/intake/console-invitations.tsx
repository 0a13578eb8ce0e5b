"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { ROLE_WORDS } from "#components/teams/roles.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Note } from "#components/ui/note.tsx";
import { type ActionFailure, callAction } from "#lib/access/action/use-action-mutation.ts";
import type { ByConsole } from "#lib/changes/intake/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";
import { minutesWords } from "#lib/core/minutes-words.ts";
import { startWatchingAction } from "#lib/directory/invitations/actions.ts";
import { MAX_WATCHED } from "#lib/directory/invitations/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const SHOWN = 5;
const people = (count: number): string => (count === 1 ? "1 person" : `${grouped(count)} people`);

/** People whom the vendor's API cannot invite: their addresses, the way to the console, and the wait for them. */
export function ConsoleInvitations({ list }: { list: ByConsole }) {
  const { name: vendor } = VENDOR_FACTS[list.vendor];
  const [copied, setCopied] = useState<string>();
  const wishes = Map.groupBy(list.people, (person) => person.role);

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(list.people.map((person) => person.email).join(", "));
      setCopied("Copied");
    } catch {
      setCopied("The browser did not allow copying: select the addresses and copy them yourself.");
    }
  };
  const waiting = useMutation<void, ActionFailure>({
    mutationFn: async () => {
      for (const [role, some] of wishes)
        for (let from = 0; from < some.length; from += MAX_WATCHED) {
          const emails = some.slice(from, from + MAX_WATCHED).map((person) => person.email);
          const minutes = some[from]?.minutes;
          const wish = { role, ...(minutes && role !== "member" ? { minutes } : {}) };
          await callAction(startWatchingAction, { teamId: list.teamId, emails, ...wish });
        }
    },
  });
  const isWaiting = waiting.isSuccess;
  return (
    <section
      className="flex flex-col gap-2 rounded-lg border border-line p-3"
      aria-label={`By ${vendor}'s console: ${list.teamName}`}
    >
      <p>
        <b>
          <bdi>{list.teamName}</bdi>
        </b>
        : {people(list.people.length)} whom only {vendor}’s console can invite.
      </p>
      <p className="flex flex-col text-small/5 text-muted wrap-anywhere">
        {list.people.slice(0, SHOWN).map(({ email, role, minutes }) => (
          <span key={email}>
            <bdi>{email}</bdi>
            {role !== "member" &&
              `, to become ${ROLE_WORDS[role]}${minutes ? ` for ${minutesWords(minutes)}` : ""}`}
          </span>
        ))}
        {list.people.length > SHOWN && <span>and {people(list.people.length - SHOWN)} more</span>}
      </p>
      <div className="flex flex-wrap items-center gap-2">
        <Button icon="copy" aria-label={`Copy addresses for ${list.teamName}`} onClick={() => void copy()}>
          Copy addresses
        </Button>
        {list.url && (
          <a className={buttonClasses()} href={list.url} target="_blank" rel="noreferrer noopener">
            <Icon name="external" />
            Open {vendor} console
          </a>
        )}
        {!isWaiting && (
          <Button
            icon="clock"
            aria-label={`I have sent the invitations to ${list.teamName}`}
            pending={waiting.isPending}
            onClick={() => waiting.mutate()}
          >
            I have sent the invitations
          </Button>
        )}
        <span className="text-small text-muted" role="status">
          {isWaiting
            ? `Rollcall watches for ${people(list.people.length)} and says when they appear.`
            : copied}
        </span>
      </div>
      {waiting.error && <Note tone="danger">{errorWords(waiting.error.error, { vendor })}</Note>}
    </section>
  );
}
