import "server-only";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";

type HeaderReader = { get(name: string): string | null };

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** The same place under this machine's other names for itself; no name that a stranger's DNS could answer for. */
export const isSamePlace = (a: URL, b: URL): boolean =>
  a.protocol === b.protocol && a.port === b.port && LOOPBACK.test(a.hostname) && LOOPBACK.test(b.hostname);

/**
 * Whether a writing request was made by one of Rollcall's own pages: its Origin is the one people use. A missing or `null`
 * Origin is not ours: browsers send it with every POST.
 *
 * `isPinned` (ROLLCALL_URL is set) means that no other Host is believed: a name that somebody points at this server makes
 * no origin ours, and links, redirects and callbacks are made from ROLLCALL_URL alone. Reading needs no such check: cookies
 * belong to the host that set them, so under another name nobody is signed in, and health checks by IP address still get
 * their answer. Without ROLLCALL_URL, the host that a request was sent to counts too.
 */
export function isOwnOrigin(headers: HeaderReader, ownUrl: string, isPinned: boolean): boolean {
  const origin = headers.get("origin");
  if (!origin || origin === "null") return false;
  try {
    const sent = new URL(origin);
    if (sent.protocol !== "http:" && sent.protocol !== "https:") return false;
    const own = new URL(ownUrl);
    if (origin === own.origin) return true;
    if (isPinned) return isSamePlace(sent, own) && sent.host === headers.get("host")?.toLowerCase();
    // Whoever can write into plain http could otherwise speak for the same name over https.
    if (sent.host === own.host && own.protocol === "https:") return false;
    return sent.host === headers.get("host")?.toLowerCase();
  } catch {
    return false;
  }
}

/** Throws FORBIDDEN unless the request comes from one of Rollcall's own pages. */
export function assertOwnOrigin(
  headers: HeaderReader,
  ownUrl: string,
  isPinned: boolean = env().isUrlGiven,
): void {
  if (!isOwnOrigin(headers, ownUrl, isPinned)) {
    throw new AppError("FORBIDDEN", {
      reason: isPinned
        ? `This request did not come from Rollcall's own pages. Open ${ownUrl} and try again.`
        : "This request did not come from Rollcall's own pages. Reload the page and try again.",
      detail: `origin ${headers.get("origin")?.slice(0, 200) ?? "missing"}`,
    });
  }
}
