import { Note } from "#components/ui/note.tsx";
import type { Plan } from "#lib/changes/schema.ts";

/** "1 change", "1,204 changes" */
export const countOf = (count: number, noun: string): string =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

const MINUTE = 60;

/** "9 calls, about 4 seconds" */
export function planTime({ calls, seconds }: Plan): string {
  if (calls === 0) return "No calls";
  const time =
    seconds < 2 * MINUTE ? countOf(seconds, "second") : countOf(Math.round(seconds / MINUTE), "minute");
  return `${countOf(calls, "call")}, about ${time}`;
}

/** What holds for the whole plan: how many are left alone, and the warnings that several lines share. */
export function PlanNotes({ plan: { counts, notes, total } }: { plan: Plan }) {
  const left = [
    counts.skipped > 0 && `${countOf(counts.skipped, "line")} skipped: already so`,
    counts.refused > 0 && `${countOf(counts.refused, "line")} left out: cannot be done`,
    counts.apply === 0 && "Nothing remains to be applied",
  ].filter((text) => typeof text === "string");
  if (left.length === 0 && notes.length === 0) return null;
  return (
    <Note>
      {left.length > 0 && (
        <p>
          {left.join(". ")}.{total > 1 && ` ${countOf(total, "line")} in all.`}
        </p>
      )}
      {notes.map((note) => (
        <p key={note.code}>
          <bdi>{note.text}</bdi>
          {note.count > 1 && ` The same holds for ${(note.count - 1).toLocaleString("en")} more.`}
        </p>
      ))}
    </Note>
  );
}
