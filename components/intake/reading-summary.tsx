import { changesIn } from "#components/intake/use-reading.ts";
import { Note } from "#components/ui/note.tsx";
import type { Reading } from "#lib/changes/intake/schema.ts";
import { grouped } from "#lib/core/grouped.ts";

const NOBODY = "Nobody is removed";
/** Sentences about single teams that are shown. */
const BRAKES = 5;

const counted = (count: number, one: string, many: string): string[] =>
  count === 0 ? [] : [`${grouped(count)} ${count === 1 ? one : many}`];

/** What a list comes to, in numbers: nothing that was given is left unsaid. */
export function ReadingSummary({
  reading,
  removesOthers = false,
}: {
  reading: Reading;
  /** Whoever is left out was to be removed: then it is said, too, that nobody is. */
  removesOthers?: boolean;
}) {
  const { counts, byConsole, notes, organizations, lines, findingTotal, brakes = [] } = reading;
  const isSaid = notes.some((note) => note.startsWith(NOBODY));
  const console = byConsole.reduce((sum, list) => sum + list.people.length, 0);
  const parts = [
    ...counted(counts.adds, "person to add", "people to add"),
    ...counted(counts.invites, "invitation", "invitations"),
    ...counted(counts.roles, "role to change", "roles to change"),
    ...counted(counts.removals, "person to remove", "people to remove"),
    ...counted(console, "person to invite by console", "people to invite by console"),
  ];
  const isNothing = changesIn(reading) === 0 && console === 0;
  return (
    <div className="flex flex-col gap-2" role="status">
      <p>
        <b>{isNothing ? "Nothing to change" : parts.join(", ")}</b>
        {` in ${grouped(lines)} ${lines === 1 ? "line" : "lines"}.`}
        {removesOthers && counts.removals === 0 && !isSaid && ` ${NOBODY}.`}
      </p>
      {brakes.length > 0 && (
        <Note tone="danger">
          {brakes.slice(0, BRAKES).map((brake) => (
            <p key={brake}>
              <bdi>{brake}</bdi>
            </p>
          ))}
          {brakes.length > BRAKES && <p>The same holds for {brakes.length - BRAKES} more teams.</p>}
        </Note>
      )}
      {counts.bad > 0 && (
        <Note tone="warn">
          {counts.bad === 1
            ? "1 line cannot be used and is left out."
            : `${grouped(counts.bad)} lines cannot be used and are left out.`}{" "}
          {counts.bad < findingTotal &&
            (counts.bad === 1 ? "It stands first below." : "They stand first below.")}
        </Note>
      )}
      {notes.map((note) => (
        <Note key={note} tone="warn">
          {note}
        </Note>
      ))}
      {organizations.length > 0 && (
        <Note>
          <bdi>{organizations.join(", ")}</bdi>: each person invited may take a paid seat.
        </Note>
      )}
    </div>
  );
}
