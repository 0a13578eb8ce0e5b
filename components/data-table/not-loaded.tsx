import { Button } from "#components/ui/button.tsx";
import { Empty } from "#components/ui/empty.tsx";

/** In the place of rows that a filter asks for and that could not be read: those of before are not its result. */
export function NotLoaded({ what, onRetry }: { what: string; onRetry: () => void }) {
  return (
    <Empty title={`Could not load ${what}`}>
      What this filter lets through could not be read.{" "}
      <Button variant="link" onClick={onRetry}>
        Try again
      </Button>
    </Empty>
  );
}
