import type { ErrorCode } from "#lib/core/errors.ts";
import { VendorError } from "./port.ts";

/** A VendorError for what is refused here, before any call: nothing was changed. */
export const refuse = (
  vendor: string,
  code: Extract<ErrorCode, "INVALID_INPUT" | "NOT_SUPPORTED" | "VENDOR_NOT_FOUND" | "VENDOR_TOKEN_REFUSED">,
  reason: string,
): VendorError => new VendorError(code, { vendor, effect: "none", reason, detail: reason });
