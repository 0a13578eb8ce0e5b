"use client";

import { ReplaceTokenLink } from "#components/standing/replace-token-link.tsx";
import { useStanding } from "#components/standing/standing.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Link } from "#components/ui/link.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { errorWords, isErrorCode } from "#lib/core/error-words.ts";
import type { WireError } from "#lib/core/errors.ts";
import { grouped } from "#lib/core/grouped.ts";
import type { ReadFailure } from "#lib/insight/standing/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** So many have a line of their own; of the others it is said how many they are. */
const SHOWN = 3;

export type StandingBannersProps = {
  failures: readonly ReadFailure[];
  /** A request to Rollcall itself failed. */
  request: WireError | undefined;
  /** Trying that request again is offered elsewhere on the page. */
  isOffered: boolean | undefined;
  onRetry: () => void;
};

/** A connection as a whole, one team of it, or how many of its teams. */
function What({ failure: { label, teams } }: { failure: ReadFailure }) {
  const [team] = teams;
  const name = <bdi>{label}</bdi>;
  if (team === undefined) return name;
  return (
    <>
      {teams.length === 1 ? <bdi>{team}</bdi> : `${grouped(teams.length)} teams`} of {name}
    </>
  );
}

function FailureBanner({ failure, onRetry }: { failure: ReadFailure; onRetry: () => void }) {
  const { mayReplaceTokens } = useStanding();
  const { code, reason, vendor, teams, syncedAt } = failure;
  const error = { code: isErrorCode(code) ? code : ("INTERNAL" as const), ...(reason ? { reason } : {}) };
  const isRefused = code === "VENDOR_TOKEN_REFUSED";
  // Trying again with the same token would end the same.
  const needsToken = isRefused || code === "VENDOR_FORBIDDEN";
  const words = isRefused
    ? `${VENDOR_FACTS[vendor].name} refused the token.${mayReplaceTokens ? "" : " An admin can replace it."}`
    : errorWords(error, {
        vendor: VENDOR_FACTS[vendor].name,
        subject: teams.length === 1 ? teams[0] : "A team",
      });
  return (
    <Banner>
      <span className="font-medium">
        Could not refresh <What failure={failure} />: {words}
      </span>{" "}
      {syncedAt && (
        <>
          Its rows were read <TimeAgo at={syncedAt} isLong />.{" "}
        </>
      )}
      {needsToken && mayReplaceTokens ? (
        <ReplaceTokenLink connectionId={failure.connectionId} />
      ) : (
        <button type="button" className="link" onClick={onRetry}>
          Try again
        </button>
      )}
    </Banner>
  );
}

export function StandingBanners({ failures, request, isOffered, onRetry }: StandingBannersProps) {
  const more = failures.length - SHOWN;
  // What a connection's own line says is not said once more.
  const isSaid = failures.some(({ code }) => code === request?.code);
  return (
    <>
      {request && !isSaid && (
        <Banner>
          <span className="font-medium">Could not refresh: {errorWords(request)}</span>{" "}
          {!isOffered && (
            <button type="button" className="link" onClick={onRetry}>
              Try again
            </button>
          )}
        </Banner>
      )}
      {failures.slice(0, SHOWN).map((failure) => (
        <FailureBanner key={failure.connectionId} failure={failure} onRetry={onRetry} />
      ))}
      {more > 0 && (
        <Banner>
          <span className="font-medium">
            {more === 1 ? "One more connection" : `${grouped(more)} more connections`} could not be refreshed.
          </span>{" "}
          <Link className="link" href="/settings/connections">
            All connections
          </Link>
        </Banner>
      )}
    </>
  );
}
