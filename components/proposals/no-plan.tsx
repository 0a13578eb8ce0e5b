import { Empty } from "#components/ui/empty.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";

/** In place of a plan: it is not there for whoever looks, or cannot be worked out any more. */
export function NoPlan({ why }: { why: string | undefined }) {
  return (
    <Screen>
      <PageHeader title="Plan" up={{ href: "/activity/batches", label: "Batches" }} />
      <ScrollArea hasLine>
        {why === undefined ? (
          <Empty title="This plan is not here">
            Plans of programs are kept for a week, and are seen by the owner of the token and by admins. Have
            the program plan again, and open the new link.
          </Empty>
        ) : (
          <Empty title="This plan cannot be worked out any more">{why}</Empty>
        )}
      </ScrollArea>
    </Screen>
  );
}
