"use client";

import { Button } from "#components/ui/button.tsx";

/** What an error page says. Only the digest is known in the browser; the log has the rest under it. */
export function PageFailure({ digest, onRetry }: { digest: string | undefined; onRetry: () => void }) {
  return (
    <div className="full" role="alert">
      <h1>This page could not be shown</h1>
      <p>
        Something went wrong in Rollcall. Nothing was changed.
        {digest && (
          <>
            {" "}
            The log has more under <span className="mono">{digest}</span>.
          </>
        )}
      </p>
      <Button size="lg" onClick={onRetry}>
        Try again
      </Button>
    </div>
  );
}
