import { UntilMark } from "#components/ends/until-mark.tsx";
import { membershipWord } from "#components/people/membership-words.ts";
import { Icon } from "#components/ui/icon.tsx";
import type { PersonRow } from "#lib/directory/people/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** A person's teams where there is no room for columns: a line a vendor. */
export function TeamLines({ person }: { person: PersonRow }) {
  return person.vendors.map((vendor) => {
    const teams = person.teams.filter((team) => team.vendor === vendor);
    const more = (person.counts[vendor] ?? 0) - teams.length;
    return (
      <p key={vendor} className="flex gap-1.5 pt-1 leading-[18px]">
        <Icon name={vendor} className="mt-0.5 size-3.5 text-faint" />
        <span className="clip">
          <span className="sr-only">{VENDOR_FACTS[vendor].name}: </span>
          {teams.map((team, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: two accounts may be in one team
            <span key={index}>
              {index > 0 && ", "}
              <bdi>{team.name}</bdi> <b className="font-normal text-text">{membershipWord(team)}</b>
              {team.end && " "}
              <UntilMark end={team.end} />
            </span>
          ))}
          {more > 0 && `, and ${more} more`}
        </span>
      </p>
    );
  });
}
