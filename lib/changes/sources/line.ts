import "server-only";
import type { SourceLine } from "#lib/changes/types.ts";
import type { ChangeKindName } from "#lib/core/change-names.ts";
import type { ErrorCode } from "#lib/core/errors.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

/** A line that says why nothing is done about it. */
export const cannot = (
  about: { kind: ChangeKindName; vendor: VendorId; teamName: string; title: string; subject: string },
  reason: string,
  code: ErrorCode = "NOT_SUPPORTED",
): SourceLine => ({
  cannot: {
    ...about,
    before: "",
    after: "",
    warnings: [],
    refusal: { code, reason },
    irreversible: false,
    calls: 0,
  },
});
