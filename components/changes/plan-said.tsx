import { Note } from "#components/ui/note.tsx";

/** What is said of a plan once, and holds for several of its lines. */
export function PlanSaid({ said }: { said: readonly string[] }) {
  if (said.length === 0) return null;
  return (
    <Note tone="warn">
      {said.map((text) => (
        <p key={text}>
          <bdi>{text}</bdi>
        </p>
      ))}
    </Note>
  );
}
