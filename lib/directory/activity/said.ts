import type { Words } from "#lib/directory/activity/schema.ts";

/** What an event says about itself, flattened: facts first, then the personal data that was not erased. */
export type Said = { action: string; facts: Record<string, unknown>; personal: Record<string, unknown> };

export const text = (value: unknown, otherwise: string): string =>
  typeof value === "string" && value !== "" ? value : typeof value === "number" ? String(value) : otherwise;
export const name = (value: unknown, otherwise: string): Words => ({
  text: text(value, otherwise),
  as: "name",
});
/** The person of an event about a Rollcall user. */
export const user = (said: Said): Words => name(said.personal.name ?? said.personal.email, "somebody");
