import { VendorError } from "./port.ts";
import { hasControl, TEXT_LIMITS } from "./text.ts";

/** Whether an id can stand as one segment of a path: not empty, not made of dots, well-formed, at most 512 units. */
export function isUsableId(id: string): boolean {
  return (
    id.length > 0 &&
    id.length <= TEXT_LIMITS.id &&
    id.trim() === id &&
    !/^\.+$/.test(id) &&
    !hasControl(id) &&
    id.isWellFormed()
  );
}

/**
 * The URL of a call: base (path prefix and trailing slash allowed), encoded segments, query.
 * Throws VendorError INVALID_INPUT for a segment that would turn the call into another operation.
 */
export function vendorUrl(
  vendor: string,
  baseUrl: string,
  segments: readonly string[],
  query: Readonly<Record<string, string | number | undefined>> = {},
): string {
  for (const segment of segments) {
    if (!isUsableId(segment)) {
      throw new VendorError("INVALID_INPUT", {
        vendor,
        effect: "none",
        detail: `unusable id of ${segment.length} characters`,
        reason: "This id cannot be sent to the vendor.",
      });
    }
  }
  const path = segments.map((segment) => encodeURIComponent(segment)).join("/");
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) search.set(name, String(value));
  }
  const suffix = search.size > 0 ? `?${search}` : "";
  return `${baseUrl.replace(/\/+$/, "")}/${path}${suffix}`;
}
