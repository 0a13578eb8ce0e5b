import { useStanding } from "#components/standing/standing.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { anyTarget } from "#lib/vendors/words.ts";

export function PeopleEmpty({
  isFiltered,
  hasConnections,
}: {
  isFiltered: boolean;
  hasConnections: boolean;
}) {
  const { lists } = useStanding().standing;
  if (isFiltered)
    return <Empty title="Nobody matches">Change the search or the filters to see more people.</Empty>;
  if (!hasConnections)
    return (
      <Empty title="Nothing is connected yet">
        Connect {anyTarget()} under Settings, and its people appear here.
      </Empty>
    );
  if (lists.never > 0)
    return (
      <Empty title="Nobody was read yet">
        Not every list was read to its end. What could not be read is said above.
      </Empty>
    );
  return <Empty title="Nobody is in any team">Complete syncs of every connection found no members.</Empty>;
}
