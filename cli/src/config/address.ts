import { usageError } from "../exit.ts";

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

export const isLoopback = (url: URL): boolean => LOOPBACK.test(url.hostname);

/**
 * The server's origin of what somebody gave as its address. The token goes there in clear text unless it is https: plain
 * http is for this machine, or for who says so.
 */
export function originOf(given: string, allowsHttp: boolean): string {
  const text = given.trim();
  let url: URL;
  try {
    url = new URL(/^[a-z][a-z+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  } catch {
    throw usageError("The address of the server cannot be read. It looks like https://rollcall.example.com");
  }
  if (url.username !== "" || url.password !== "")
    throw usageError("The address of the server must hold no name and no password.");
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw usageError(`The address of the server must begin with https://, not with ${url.protocol}//`);
  if (url.protocol === "http:" && !allowsHttp && !isLoopback(url))
    throw usageError(
      `${url.origin} is plain http: anybody on the way could read the token. Use https://, or --insecure-http where the network is yours.`,
    );
  return url.origin;
}
