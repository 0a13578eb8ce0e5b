import { Chip } from "#components/ui/chip.tsx";
import type { PersonRow } from "#lib/directory/people/schema.ts";

type Stated = Pick<PersonRow, "isActive" | "isDisabled" | "invitedSince">;

/** Nothing is to be said of them: neither disabled nor invited anywhere. */
export const isPlainlyActive = ({ isDisabled, invitedSince }: Stated): boolean =>
  !isDisabled && !invitedSince;

/** Where the name would be cut for it, its word is for the pointer and for screen readers: the cells of the teams say it too. */
const ROOM = "sm:@max-[1400px]:sr-only";

/** Disabled or invited somewhere; "partly" where they are active elsewhere. */
export function StatusChip({ person }: { person: Stated }) {
  const { isActive, isDisabled, invitedSince } = person;
  if (isDisabled)
    return <Chip state="disabled" word={isActive ? "Partly disabled" : "Disabled"} wordClass={ROOM} />;
  if (invitedSince)
    return <Chip state="invited" word={isActive ? "Partly invited" : "Invited"} wordClass={ROOM} />;
  return <Chip state="active" />;
}
