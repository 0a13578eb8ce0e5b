"use client";

import { ReplaceTokenLink } from "#components/standing/replace-token-link.tsx";
import { useStanding } from "#components/standing/standing.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { errorWords, isErrorCode } from "#lib/core/error-words.ts";
import type { WireError } from "#lib/core/errors.ts";
import type { ListFreshness } from "#lib/directory/teams/schema.ts";

export type RefreshBannerProps = {
  freshness: ListFreshness | undefined;
  /** The request itself failed. */
  failure: WireError | undefined;
  vendor: string;
  /** Through which it is read. */
  connection: { id: string; label: string };
  /** Undefined where trying again is offered elsewhere on the page. */
  onRetry: (() => void) | undefined;
};

/** Why a list could not be read again, how old its rows are, and the next step. The rows stay. */
export function RefreshBanner({ freshness, failure, vendor, connection, onRetry }: RefreshBannerProps) {
  const { mayReplaceTokens } = useStanding();
  const stored = freshness?.error;
  const error: WireError | undefined =
    failure ??
    (stored && {
      code: isErrorCode(stored.code) ? stored.code : "INTERNAL",
      ...(stored.reason ? { reason: stored.reason } : {}),
    });
  if (!error) return null;
  const isRefused = error.code === "VENDOR_TOKEN_REFUSED";
  // Trying again with the same token would end the same.
  const needsToken = isRefused || error.code === "VENDOR_FORBIDDEN";
  return (
    <Banner>
      <span className="font-medium">
        Could not refresh:{" "}
        {isRefused ? (
          <>
            {vendor} refused the token of <bdi>{connection.label}</bdi>.
            {!mayReplaceTokens && " An admin can replace it."}
          </>
        ) : (
          errorWords(error, { vendor, subject: "This team" })
        )}
      </span>{" "}
      {freshness?.syncedAt && (
        <>
          {isRefused ? (
            "These rows"
          ) : (
            <>
              These rows of <bdi>{connection.label}</bdi>
            </>
          )}{" "}
          were read <TimeAgo at={freshness.syncedAt} isLong />.{" "}
        </>
      )}
      {needsToken && mayReplaceTokens ? (
        <ReplaceTokenLink connectionId={connection.id} />
      ) : (
        onRetry && (
          <button type="button" className="link" onClick={onRetry}>
            Try again
          </button>
        )
      )}
    </Banner>
  );
}
