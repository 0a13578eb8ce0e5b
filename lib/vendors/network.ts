/** Errors of a connection that was never made: the request was certainly not carried out. */
const NEVER_SENT = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
  "PROXY_REFUSED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "ERR_SSL_WRONG_VERSION_NUMBER",
  "CERT_HAS_EXPIRED",
  "ERR_TLS_CERT_ALTNAME_INVALID",
]);

/** What undici says when the proxy that the settings name answers a tunnel with anything but 200. */
const TUNNEL = /^Proxy response \((\d+)\)/;

/** The system's code of a failed fetch ("ECONNRESET"), "" when there is none. */
export function networkCode(error: unknown): string {
  let current = error;
  for (let depth = 0; depth < 4 && current instanceof Error; depth += 1) {
    if (TUNNEL.test(current.message)) return "PROXY_REFUSED";
    if ("code" in current && typeof current.code === "string") return current.code;
    current = current.cause;
  }
  return "";
}

/** Whether a failure with this code means that the request never left. */
export const neverSent = (code: string): boolean => NEVER_SENT.has(code);
