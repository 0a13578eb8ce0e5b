import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";

/** Grows when cursors mean something else: an old one is refused then, and never read wrongly. */
const VERSION = 1;
const cursorSchema = z.tuple([
  z.literal(VERSION),
  z.string(),
  z.union([z.number().int().min(0).max(10_000_000), z.string().max(200)]),
]);

/** Where a list goes on: opaque to whoever gets it. */
export const cursorOf = (list: string, place: number | string): string =>
  Buffer.from(JSON.stringify([VERSION, list, place])).toString("base64url");

function placeIn(list: string, cursor: string): number | string | undefined {
  try {
    const read = cursorSchema.safeParse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return read.success && read.data[1] === list ? read.data[2] : undefined;
  } catch {
    return undefined;
  }
}

const refused = () =>
  new AppError("INVALID_INPUT", { fields: { cursor: ["This is no cursor of this list"] } });

/** From which row on. Throws INVALID_INPUT for what is no cursor of this list. */
export function offsetOf(list: string, cursor: string | undefined): number {
  const place = cursor === undefined ? 0 : placeIn(list, cursor);
  if (typeof place !== "number") throw refused();
  return place;
}

/** The same for a list that goes on by a text. */
export function textOf(list: string, cursor: string | undefined): string | undefined {
  const place = cursor === undefined ? undefined : placeIn(list, cursor);
  if (cursor !== undefined && typeof place !== "string") throw refused();
  return place as string | undefined;
}

/** A page of a list that goes on by how many rows were read. */
export const pageOf = <Item>(list: string, items: Item[], offset: number, total: number) => ({
  items,
  total,
  next: items.length > 0 && offset + items.length < total ? cursorOf(list, offset + items.length) : null,
});

/** The same of a list that is here whole. */
export const slice = <Item>(list: string, all: readonly Item[], offset: number, limit: number) =>
  pageOf(list, all.slice(offset, offset + limit), offset, all.length);
