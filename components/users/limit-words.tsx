import { grouped } from "#lib/core/grouped.ts";

const SHOWN = 3;

/** "Limited to Perception, Datasets of Research and 2 more": all of them in the title. */
export function LimitWords({
  places,
  isByRoleToo,
}: {
  places: readonly string[];
  /** Their role is limited as well: both hold. */
  isByRoleToo?: boolean;
}) {
  const shown = places.slice(0, SHOWN);
  const more = places.length - shown.length;
  return (
    <span className="clip min-w-0 shrink-9 font-normal text-faint" title={places.join(", ") || undefined}>
      Limited to {shown.length === 0 && "nothing"}
      {shown.map((place, index) => (
        <span key={place}>
          {index > 0 && (more === 0 && index === shown.length - 1 ? " and " : ", ")}
          <bdi>{place}</bdi>
        </span>
      ))}
      {more > 0 && ` and ${grouped(more)} more`}
      {isByRoleToo && ", and as their role is"}
    </span>
  );
}
