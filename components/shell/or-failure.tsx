"use client";

// What Next itself puts around an `error.tsx`, and so on every page already; "next/error" would bring 2 kB along.
import { ErrorBoundary } from "next/dist/client/components/error-boundary";
import type { ErrorInfo } from "next/error";
import { type ReactNode, useTransition } from "react";
import { Button } from "#components/ui/button.tsx";
import { FullPage } from "#components/ui/full-page.tsx";

/** What stands in place of a page that failed. Only the digest is known in the browser; the log has the rest under it. */
function PageFailure({ error, retry }: ErrorInfo) {
  const [isTrying, startTrying] = useTransition();
  const digest = error instanceof Error && "digest" in error ? String(error.digest) : undefined;
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
        <Button size="lg" className="mt-2" pending={isTrying} onClick={() => startTrying(retry)}>
          Try again
        </Button>
      </FullPage>
    </div>
  );
}

const OutsideFailure = (info: ErrorInfo) => (
  <main>
    <PageFailure {...info} />
  </main>
);

/**
 * A page, or that it could not be shown. It is no `error.tsx`: each of those is a script of its own, and a page loads all that
 * stand above it.
 */
export function OrFailure({
  isOutside,
  children,
}: {
  /** Outside the dashboard: nothing else is the page's `main`. */
  isOutside?: boolean;
  children: ReactNode;
}) {
  return <ErrorBoundary errorComponent={isOutside ? OutsideFailure : PageFailure}>{children}</ErrorBoundary>;
}
