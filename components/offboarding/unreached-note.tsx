import { Note } from "#components/ui/note.tsx";
import type { Unreached } from "#lib/changes/offboarding/schema.ts";

/** Names what could not be read again: there somebody may still be, unseen. */
export function UnreachedNote({ unreached }: { unreached: readonly Unreached[] }) {
  return (
    <Note tone="warn">
      <p className="font-medium">
        Not everything could be reached. What is planned there goes by the last good copy.
      </p>
      {unreached.map(({ name, reason }) => (
        <p key={name}>
          <bdi>{name}</bdi>: {reason}
        </p>
      ))}
    </Note>
  );
}
