/** Headers that Next and the proxy use among themselves: nobody outside may set them. */
export const INTERNAL_HEADER =
  /^(x-nonce|x-rollcall-.*|content-security-policy(-report-only)?|x-middleware-.*|x-nextjs-.*|x-matched-path|x-invoke-.*)$/i;

/** The policy of a page. Scripts run by the nonce alone, or when such a script loads them. */
export function contentSecurityPolicy({
  nonce,
  isDev,
  isHttps,
}: {
  nonce: string;
  isDev: boolean;
  isHttps: boolean;
}): string {
  const directives = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' 'strict-dynamic'${isDev ? " 'unsafe-eval'" : ""}`,
    isDev ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    // Virtual rows and column widths stand in style attributes.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    isDev ? "connect-src 'self' ws:" : "connect-src 'self'",
    // Long files are read in a worker of our own.
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "object-src 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    ...(isHttps ? ["upgrade-insecure-requests"] : []),
  ];
  return directives.join("; ");
}

/** The policy of what is no page: refusals, data, files to download. Opened as a page, it can do nothing. */
export const PLAIN_POLICY =
  "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox";

/** The policy of scripts and styles: a worker obeys the one that its own file came with. */
export const STATIC_POLICY =
  "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'";

const NOT_USED = [
  "accelerometer",
  "camera",
  "display-capture",
  "geolocation",
  "gyroscope",
  "microphone",
  "midi",
];

/** The other headers that guard every answer. `forSubdomains`: https is asked for on the names below this one too. */
export function securityHeaders(isHttps: boolean, forSubdomains = false): [name: string, value: string][] {
  return [
    ["x-content-type-options", "nosniff"],
    // Not "no-referrer": with it, browsers send `Origin: null` with a form that is posted before hydration.
    ["referrer-policy", "same-origin"],
    ["cross-origin-opener-policy", "same-origin"],
    ["cross-origin-resource-policy", "same-origin"],
    ["origin-agent-cluster", "?1"],
    ["permissions-policy", [...NOT_USED, "payment", "usb"].map((name) => `${name}=()`).join(", ")],
    ["x-frame-options", "DENY"],
    ...(isHttps
      ? ([
          ["strict-transport-security", `max-age=31536000${forSubdomains ? "; includeSubDomains" : ""}`],
        ] satisfies [string, string][])
      : []),
  ];
}
