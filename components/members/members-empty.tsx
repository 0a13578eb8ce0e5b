import { Empty } from "#components/ui/empty.tsx";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

export function MembersEmpty({
  team,
  isFiltered,
  isComplete,
}: {
  team: TeamRow;
  isFiltered: boolean;
  isComplete: boolean;
}) {
  const vendor = VENDOR_FACTS[team.vendor];
  if (isFiltered)
    return <Empty title="Nobody matches">Change the search or the filters to see more people.</Empty>;
  if (!isComplete)
    return (
      <Empty title="Nothing was read yet">
        No sync of this list has reached its end, so Rollcall does not know who is on it.
      </Empty>
    );
  return (
    <Empty title="Nobody is on this team yet">
      A complete sync found no members.{" "}
      {vendor.capabilities.addMembers
        ? `Add people of ${team.belongsTo}, or paste a list of e-mails; people outside the organization are invited first.`
        : `Invite people in ${vendor.name}'s console: Rollcall shows them as soon as they appear.`}
    </Empty>
  );
}
