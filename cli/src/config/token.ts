const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SHAPE = /^rcl_([0-9A-Za-z]{43})([0-9A-Za-z]{6})$/;

function crc32(text: string): number {
  let crc = 0xffffffff;
  for (const byte of Buffer.from(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** The checksum of a token's random part: its CRC-32 in base 62. */
export function checkOf(random: string): string {
  let [rest, digits] = [crc32(random), ""];
  for (; rest > 0; rest = Math.floor(rest / 62)) digits = DIGITS.charAt(rest % 62) + digits;
  return digits.padStart(6, "0");
}

/** Whether a text has a token's shape and checksum: what was cut off or mistyped is known without asking the server. */
export function isToken(text: string): boolean {
  const [, random = "", check = ""] = SHAPE.exec(text) ?? [];
  return random !== "" && checkOf(random) === check;
}
