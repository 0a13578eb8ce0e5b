/** Up to two letters for an avatar, whole graphemes of the first and the last word; "" where there is no letter to show. */
export function initials(name: string): string {
  const words = name
    .normalize("NFC")
    .split(/\s+/u)
    .map((word) => word.match(/\p{L}/u)?.[0] ?? "")
    .filter(Boolean);
  const first = words[0] ?? "";
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  const isLatinLike = /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]$/u.test(first);
  return (isLatinLike ? first + last : first).toLocaleUpperCase("en");
}
