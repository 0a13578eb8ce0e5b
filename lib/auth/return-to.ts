const BASE = "http://rollcall.invalid";

/** A path on this origin to go to after signing in, or "/" for anything else. */
export function safeReturnTo(value: unknown): string {
  if (typeof value !== "string" || value.length > 2048) return "/";
  if (!value.startsWith("/") || value.includes("\\") || /\p{Cc}/u.test(value)) return "/";
  let url: URL;
  try {
    url = new URL(value, BASE);
  } catch {
    return "/";
  }
  // Dot segments can leave a path that starts with two slashes, which a browser reads as another host.
  if (url.origin !== BASE || url.pathname.startsWith("//")) return "/";
  if (/^\/(api|sign-in|setup|join|reset)(\/|$)/.test(url.pathname)) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}

/** The sign-in page's address that leads back to a path. */
export function signInPath(returnTo: string): string {
  const safe = safeReturnTo(returnTo);
  return safe === "/" ? "/sign-in" : `/sign-in?returnTo=${encodeURIComponent(safe)}`;
}
