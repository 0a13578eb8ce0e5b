import { Note } from "#components/ui/note.tsx";
import type { Plan } from "#lib/changes/schema.ts";

/** "1 change", "1,204 changes" */
export const countOf = (count: number, noun: string): string =>
  `${count.toLocaleString("en")} ${noun}${count === 1 ? "" : "s"}`;

const MINUTE = 60;

/** "9 calls, about 4 seconds, 3 of 9 cannot be undone" */
export function planTime(plan: Plan): string {
  const { calls, seconds } = plan;
  if (calls === 0) return "No calls";
  const time =
    seconds < 2 * MINUTE ? countOf(seconds, "second") : countOf(Math.round(seconds / MINUTE), "minute");
  return [countOf(calls, "call"), `about ${time}`, finalWords(plan.counts)].filter(Boolean).join(", ");
}

/** "cannot be undone", of all of a plan or of so many; "" where everything can. */
export const finalWords = ({
  apply,
  irreversible,
}: Pick<Plan["counts"], "apply" | "irreversible">): string =>
  irreversible === 0
    ? ""
    : irreversible === apply
      ? "cannot be undone"
      : `${irreversible.toLocaleString("en")} of ${apply.toLocaleString("en")} cannot be undone`;

/** What holds for the whole plan: how many cannot be done, and the warnings that several lines share. */
export function PlanNotes({ plan: { counts, notes, total } }: { plan: Plan }) {
  const left = [
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
