import { type Exchange, Refusal } from "./exchange.ts";

export interface Page<T> {
  items: T[];
  next: string | undefined;
  /** Whether the vendor would say that more follows. */
  more: boolean;
}

/** Opaque, and by position: removing somebody while a client pages shifts what follows, as it does at the vendors. */
const encodeCursor = (offset: number, salt = ""): string =>
  Buffer.from(`at:${offset}${salt}`).toString("base64url");

const decodeCursor = (cursor: string): number => {
  const match = /^at:(\d+)/.exec(Buffer.from(cursor, "base64url").toString());
  if (match === null) throw new Refusal(400, "The page cursor is not valid");
  return Number(match[1]);
};

/** One page of a list, with whatever a fault does to its cursor. */
export const pageOf = <T>(call: Exchange, list: readonly T[], limit: number, cursor: string): Page<T> => {
  const offset = cursor === "" ? 0 : decodeCursor(cursor);
  const fault = call.fault?.cursor;
  const size = fault === "oversizedPage" ? limit * 2 + 1 : limit;
  const items = list.slice(offset, offset + size);
  const end = offset + items.length;
  const next = end < list.length && limit > 0 ? encodeCursor(end) : undefined;
  switch (fault) {
    case "repeat":
      return { items, next: encodeCursor(0), more: true };
    case "cycle":
      return { items, next: offset === 0 ? encodeCursor(end, "a") : encodeCursor(0, "b"), more: true };
    case "emptyPage":
      return { items: [], next: encodeCursor(offset, `e${call.nth}`), more: true };
    case "noNext":
      return { items, next: undefined, more: true };
    case "duplicateItem":
      return { items: [...items, ...items.slice(0, 1)], next, more: next !== undefined };
    default:
      return { items, next, more: next !== undefined };
  }
};
