import "server-only";
import { isIP } from "node:net";
import { z } from "zod";

/** The kinds of values that a setting can be. Each message goes on after the name of the setting, and shows no value. */

export const isProxyAddress = (text: string): boolean => {
  const [address = "", bits, ...rest] = text.split("/");
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
};

export const HOST_NAME = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

const parsedUrl = (text: string): URL | undefined => (URL.canParse(text) ? new URL(text) : undefined);
const isPlainHttp = (url: URL): boolean =>
  /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;

export const vendorUrl = z
  .string()
  .refine((text) => {
    const url = parsedUrl(text);
    return url !== undefined && isPlainHttp(url);
  }, "must be an http or https address without credentials, query or fragment")
  .transform((text) => new URL(text).href.replace(/\/+$/, ""));

export const origin = z
  .string()
  .refine((text) => {
    const url = parsedUrl(text);
    return url !== undefined && isPlainHttp(url) && url.pathname === "/";
  }, "must be an http or https origin without a path, such as https://rollcall.example.com")
  .transform((text) => new URL(text).origin);

/** Whether each % in an address begins a sign that is written by its number, as whoever takes it apart expects. */
export const isDecodable = (text: string): boolean => !/%(?![\da-f]{2})/i.test(text);

/** Of what goes out. It may hold a password, so it is shown nowhere. */
export const proxyUrl = z
  .string()
  .refine((text) => {
    const url = parsedUrl(text);
    return url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === "/" && !url.search;
  }, "must be an http:// or https:// address of a proxy; other kinds (SOCKS) are not supported")
  // What stands behind a # is no part of an address: the rest would name another proxy.
  .refine(
    (text) => !text.includes("#") && isDecodable(text),
    "must have each # in its password written as %23, and each % as %25",
  );

export const flag = z
  .enum(["1", "true", "0", "false"], "must be 1 or 0")
  .transform((text) => text === "1" || text === "true");

export const between = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/, `must be a whole number from ${least} to ${most}`)
    .transform(Number)
    .refine((n) => n >= least && n <= most, `must be a whole number from ${least} to ${most}`);

const SYSLOG = /^(udp|tcp|tls):$/;
/** Only who listens and how: a syslog receiver has no path and no password. */
export const syslogAddress = z
  .string()
  .refine((text) => {
    const url = parsedUrl(text);
    if (!url || !SYSLOG.test(url.protocol) || !url.hostname) return false;
    return !url.username && !url.password && !url.search && !url.hash && /^\/?$/.test(url.pathname);
  }, "must be udp://host, tcp://host or tls://host, with a port where it is not 514 (TLS: 6514)")
  .transform((text) => {
    const { protocol, hostname, port } = new URL(text);
    return `${protocol}//${hostname}:${port || (protocol === "tls:" ? 6514 : 514)}`;
  });

/** Where mail goes out. It may hold a password, so no message shows it. */
export const smtpUrl = z
  .string()
  .refine((text) => {
    const url = parsedUrl(text);
    return (
      url !== undefined && /^smtps?:$/.test(url.protocol) && url.hostname !== "" && /^\/?$/.test(url.pathname)
    );
  }, "must be smtp://host or smtps://host, with user:password@ before the host and a port behind it where they are needed")
  // What stands behind a # or a ? is no part of the address: the rest would name another host.
  .refine(
    (text) => !/[#?]/.test(text) && isDecodable(text),
    "must have each # in its password written as %23, each ? as %3F, each / as %2F and each % as %25",
  );

/** Who mail is from: an address, or a name and an address in angle brackets. */
export const mailFrom = z
  .string()
  .trim()
  .max(320, "must have at most 320 characters")
  .regex(
    /^(?:[^<>@\p{Cc}",;:\\]*<[^\s<>@\p{Cc}",;]+@[^\s<>@\p{Cc}",;]+>|[^\s<>@\p{Cc}",;]+@[^\s<>@\p{Cc}",;]+)$/u,
    "must be an e-mail address, or a name and an address such as Rollcall <rollcall@example.com>",
  );
