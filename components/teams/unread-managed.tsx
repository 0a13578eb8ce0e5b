import { Banner } from "#components/ui/banner.tsx";
import { errorWords, isErrorCode } from "#lib/core/error-words.ts";
import type { TeamPage } from "#lib/directory/teams/schema.ts";

/** One connection did not say who manages what: teams of it may be missing from the filtered list. */
export function UnreadManaged({ unread }: { unread: NonNullable<TeamPage["unread"]> }) {
  const { label, code, reason } = unread;
  const error = { code: isErrorCode(code) ? code : ("INTERNAL" as const), ...(reason ? { reason } : {}) };
  return (
    <Banner>
      <span className="font-medium">
        <bdi>{label}</bdi> did not say what this person manages: {errorWords(error)}
      </span>{" "}
      Teams of it may be missing here.
    </Banner>
  );
}
