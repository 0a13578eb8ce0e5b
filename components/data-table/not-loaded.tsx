import type { ReactNode } from "react";
import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";

/** What stands where there are no rows: `empty`, unless those that a filter asks for could not be read. */
export const orNotLoaded = (
  rows: { isLost: boolean; retry: () => void },
  what: string,
  empty: ReactNode,
): ReactNode => (rows.isLost ? <NotLoaded what={what} onRetry={rows.retry} /> : empty);

/** In the place of rows that a filter asks for and that could not be read: those of before are not its result. */
export function NotLoaded({ what, onRetry }: { what: string; onRetry: () => void }) {
  return (
    <Empty title={`Could not load ${what}`}>
      <Button variant="link" onClick={onRetry}>
        Try again
      </Button>
    </Empty>
  );
}
