import { listedAddresses } from "#lib/core/addresses/listed.ts";
import { isInvitable, mailboxKey } from "#lib/core/email-key.ts";

/**
 * What a pasted list holds, in its order: addresses as they are meant, and else the piece itself, which may be an id.
 * "Name <a@b.c>" counts as the address; a piece without one, or that may mean several, stays whole and is one that no address is.
 */
export function splitAddresses(text: string): string[] {
  return [...listedAddresses(text)].map(({ email = "", after, text: piece }) => {
    const isMeant = isInvitable(email) || (mailboxKey(email) !== null && !after);
    return isMeant ? email : piece;
  });
}
