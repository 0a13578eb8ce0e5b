"use client";

import { Button } from "#components/ui/button.tsx";
import { FullPage } from "#components/ui/full-page.tsx";

/** What an error page says. Only the digest is known in the browser; the log has the rest under it. */
export function PageFailure({ digest, onRetry }: { digest: string | undefined; onRetry: () => void }) {
  return (
    <div role="alert">
      <FullPage title="This page could not be shown">
        <p className="max-w-115 text-muted">
          Something went wrong in Rollcall. Nothing was changed.
          {digest && (
            <>
              {" "}
              The log has more under <span className="mono">{digest}</span>.
            </>
          )}
        </p>
        <Button size="lg" className="mt-2" onClick={onRetry}>
          Try again
        </Button>
      </FullPage>
    </div>
  );
}
