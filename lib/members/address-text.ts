import { mailboxKey } from "#lib/email-key.ts";
import { listedAddresses } from "#lib/intake/addresses.ts";

/**
 * What a pasted list holds, in its order: addresses as they are meant, and else the piece itself, which may be an id.
 * "Name <a@b.c>" counts as the address; a piece without one stays whole; a piece that may mean several is one that no address is.
 */
export function splitAddresses(text: string): string[] {
  return [...listedAddresses(text)].map(({ email, text: piece }) =>
    email && mailboxKey(email) ? email : piece,
  );
}
