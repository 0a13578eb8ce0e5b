import { Empty } from "#components/ui/empty.tsx";

export function PeopleEmpty({
  isFiltered,
  hasConnections,
}: {
  isFiltered: boolean;
  hasConnections: boolean;
}) {
  if (isFiltered)
    return <Empty title="Nobody matches">Change the search or the filters to see more people.</Empty>;
  if (!hasConnections)
    return (
      <Empty title="Nothing is connected yet">
        Connect a Paperspace team or a GitBook organization under Settings, and its people appear here.
      </Empty>
    );
  return <Empty title="Nobody is in any team">Complete syncs of every connection found no members.</Empty>;
}
