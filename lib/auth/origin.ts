import "server-only";
import { AppError } from "#lib/errors.ts";

type HeaderReader = { get(name: string): string | null };

/**
 * Whether a writing request was made by one of Rollcall's own pages: its Origin is the one people use, or the host it
 * was sent to. A missing or `null` Origin is not ours: browsers send it with every POST.
 */
export function isOwnOrigin(headers: HeaderReader, ownUrl: string): boolean {
  const origin = headers.get("origin");
  if (!origin || origin === "null") return false;
  try {
    const { host, protocol } = new URL(origin);
    if (protocol !== "http:" && protocol !== "https:") return false;
    const own = new URL(ownUrl);
    if (origin === own.origin) return true;
    // Whoever can write into plain http could otherwise speak for the same name over https.
    if (host === own.host && own.protocol === "https:") return false;
    return host === headers.get("host")?.toLowerCase();
  } catch {
    return false;
  }
}

/** Throws FORBIDDEN unless the request comes from one of Rollcall's own pages. */
export function assertOwnOrigin(headers: HeaderReader, ownUrl: string): void {
  if (!isOwnOrigin(headers, ownUrl)) {
    throw new AppError("FORBIDDEN", {
      reason: "This request did not come from Rollcall's own pages. Reload the page and try again.",
      detail: `origin ${headers.get("origin")?.slice(0, 200) ?? "missing"}`,
    });
  }
}
