import { Banner } from "#components/ui/banner.tsx";

/** Where the words for what went wrong cannot be loaded either. */
export function Unreachable({ onRetry }: { onRetry?: (() => void) | undefined }) {
  return (
    <Banner>
      <span className="font-medium">Could not refresh: Rollcall could not be reached.</span>{" "}
      {onRetry && (
        <button type="button" className="link" onClick={onRetry}>
          Try again
        </button>
      )}
    </Banner>
  );
}
