import { Banner } from "#components/ui/banner.tsx";
import { errorWords } from "#lib/core/error-words.ts";
import { ERROR_CODES, type ErrorCode } from "#lib/core/errors.ts";
import type { TeamPage } from "#lib/directory/teams/schema.ts";

const isCode = (code: string): code is ErrorCode => (ERROR_CODES as readonly string[]).includes(code);

/** One connection did not say who manages what: teams of it may be missing from the filtered list. */
export function UnreadManaged({ unread }: { unread: NonNullable<TeamPage["unread"]> }) {
  const { label, code, reason } = unread;
  const error = { code: isCode(code) ? code : ("INTERNAL" as const), ...(reason ? { reason } : {}) };
  return (
    <Banner>
      <span className="font-medium">
        <bdi>{label}</bdi> did not say what this person manages: {errorWords(error)}
      </span>{" "}
      Teams of it may be missing here.
    </Banner>
  );
}
