/** What a pasted list holds: addresses and ids, one a line or separated by commas or semicolons; "Name <a@b.c>" counts as the address. */
export function splitAddresses(text: string): string[] {
  return text
    .split(/[\r\n,;]+/u)
    .map((part) => part.trim())
    .map((part) => part.match(/<([^<>\s]+)>$/u)?.[1] ?? part)
    .filter((part) => part !== "");
}
