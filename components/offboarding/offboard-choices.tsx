"use client";

import { CheckField } from "#components/ui/check-field.tsx";
import { Note } from "#components/ui/note.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import type { OffboardingStart, OwnedTeam } from "#lib/changes/offboarding/schema.ts";
import { grouped } from "#lib/core/grouped.ts";
import type { OrgDoors } from "#lib/directory/doors/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** In place of a person: the team is left without an owner. */
export const NOBODY = " ";

export type LeavableOrg = { teamId: string; name: string; vendor: VendorId };
export type Choices = {
  /** Organizations where they stay. */
  staying: ReadonlySet<string>;
  /** Connections whose open invite links are deleted too. */
  closing: ReadonlySet<string>;
  /** By the team's id: who owns it next, or nobody. */
  heirs: ReadonlyMap<string, string>;
};

const toggled = (set: ReadonlySet<string>, id: string, isIn: boolean): ReadonlySet<string> => {
  const next = new Set(set);
  if (isIn) next.add(id);
  else next.delete(id);
  return next;
};

/** Whom a team goes to by these choices; undefined: not said yet. Where nobody else is in it, it can only be left. */
export const heirOf = ({ heirs }: Choices, { teamId, successors }: OwnedTeam): string | undefined =>
  successors.length === 0 ? NOBODY : heirs.get(teamId);

/** What ends with an offboarding, and who takes over: all of it unless somebody chooses otherwise. */
export function OffboardChoices({
  label,
  owned,
  organizations,
  doors,
  secrets,
  choices,
  isAsked,
  onChange,
}: {
  label: string;
  owned: readonly OwnedTeam[];
  organizations: readonly LeavableOrg[];
  doors: readonly OrgDoors[];
  secrets: OffboardingStart["secrets"];
  choices: Choices;
  /** It was sent without saying who takes over: said by the field. */
  isAsked: boolean;
  onChange: (choices: Choices) => void;
}) {
  const { staying, closing, heirs } = choices;
  return (
    <>
      {owned.map((team) => {
        const heir = heirOf(choices, team);
        return (
          <SelectField
            key={team.teamId}
            label={
              <>
                Hand over <bdi>{team.teamName}</bdi> to
              </>
            }
            value={heir ?? ""}
            hint={
              team.successors.length === 0 ? (
                "Nobody else is in it: it stays without an owner."
              ) : (
                <>
                  <bdi>{label}</bdi> is its last owner. The new owner is made first; if that fails, nobody is
                  taken out of it.
                </>
              )
            }
            error={isAsked && heir === undefined ? "Choose who owns it next, or that nobody does" : undefined}
            onChange={(event) =>
              onChange({ ...choices, heirs: new Map(heirs).set(team.teamId, event.target.value) })
            }
          >
            {heir === undefined && <option value="">Choose somebody</option>}
            {team.successors.map(({ userId, label: name }) => (
              <option key={userId} value={userId}>
                {name}
              </option>
            ))}
            <option value={NOBODY}>Nobody: leave it without an owner</option>
          </SelectField>
        );
      })}
      {organizations.map(({ teamId, name, vendor }) => (
        <CheckField
          key={teamId}
          checked={!staying.has(teamId)}
          onChange={(isLeaving) => onChange({ ...choices, staying: toggled(staying, teamId, !isLeaving) })}
          label={
            <>
              Also remove from the organization <bdi>{name}</bdi>
            </>
          }
          hint={`They lose everything in it, not their teams alone. ${VENDOR_FACTS[vendor].removalNote ?? ""}`.trim()}
        />
      ))}
      {doors
        .filter(({ teamId, links }) => links.length > 0 && !staying.has(teamId ?? ""))
        .map(({ connectionId, organization, links }) => (
          <CheckField
            key={connectionId}
            checked={closing.has(connectionId)}
            onChange={(isClosing) =>
              onChange({ ...choices, closing: toggled(closing, connectionId, isClosing) })
            }
            label={
              <>
                Also delete the{" "}
                {links.length === 1 ? "open invite link" : `${links.length} open invite links`} of{" "}
                <bdi>{organization}</bdi>
              </>
            }
            hint="Whoever kept one can join by it, also somebody who was removed. Nobody else can use them then either."
          />
        ))}
      <Note>
        <p>
          Removing somebody ends neither API keys nor SSH access. What no API can end becomes a checklist.
        </p>
        <SecretsSentence secrets={secrets} />
      </Note>
    </>
  );
}

function SecretsSentence({ secrets: { count, names } }: { secrets: OffboardingStart["secrets"] }) {
  if (count === 0) return null;
  const more = count - names.length;
  return (
    <p>
      They could have read or set {count === 1 ? "1 secret" : `${grouped(count)} secrets`} (
      {names.map((name, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two teams may have one of the same name
        <span key={place}>
          {place > 0 && ", "}
          <bdi className="mono">{name}</bdi>
        </span>
      ))}
      {more > 0 && ` and ${grouped(more)} more`}): they become a list to rotate.
    </p>
  );
}
