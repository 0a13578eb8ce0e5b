import "server-only";
import { domainToUnicode } from "node:url";
import { emailKey } from "#lib/core/email-key.ts";

/** The keys that rows may have for a mailbox: its domain in ASCII and in its own letters. */
export function keySpellings(mailbox: string): string[] {
  const at = mailbox.lastIndexOf("@");
  const domain = mailbox.slice(at + 1);
  if (!/(?:^|\.)xn--/.test(domain)) return [mailbox];
  const own = emailKey(`${mailbox.slice(0, at)}@${domainToUnicode(domain)}`);
  return own === null ? [mailbox] : [...new Set([mailbox, own])];
}
