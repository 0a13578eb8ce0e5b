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
  if (/^\/(api|sign-in|two-factor|setup|join|reset)(\/|$)/.test(url.pathname)) return "/";
  return `${url.pathname}${url.search}${url.hash}`;
}

const leadingBack = (page: string, returnTo: string): string => {
  const safe = safeReturnTo(returnTo);
  return safe === "/" ? page : `${page}?returnTo=${encodeURIComponent(safe)}`;
};

/** The sign-in page's address that leads back to a path. */
export const signInPath = (returnTo: string): string => leadingBack("/sign-in", returnTo);

/** The address of the page that sets two-factor up, for who may do nothing else before, and then leads on. */
export const twoFactorPath = (returnTo: string): string => leadingBack("/two-factor", returnTo);
