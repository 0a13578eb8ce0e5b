import { z } from "zod";
import { grantedSchema } from "#lib/core/limits.ts";
import type { Permission, TokenKind } from "#lib/core/permissions.ts";
import { DEFAULT_DAYS, MOST_DAYS, type Scope, TOKEN_SCOPES } from "./constants.ts";

export const createTokenSchema = z.strictObject({
  name: z.string().trim().min(1, "Give it a name").max(80, "A name has at most 80 characters"),
  kind: z.enum(["user", "agent"]).default("user"),
  scopes: z
    .array(z.enum(TOKEN_SCOPES))
    .min(1, "Choose what it may do")
    .transform((chosen): Scope[] => TOKEN_SCOPES.filter((scope) => chosen.includes(scope))),
  /** After how many days it ends. */
  days: z
    .number()
    .int()
    .min(1, "At least a day")
    .max(MOST_DAYS, "A token ends after a year at the latest")
    .default(DEFAULT_DAYS),
  /** null: as much as its owner. */
  limit: grantedSchema.default(null),
});
export type CreateToken = z.input<typeof createTokenSchema>;
export type NewToken = z.output<typeof createTokenSchema>;
export const tokenIdSchema = z.strictObject({ id: z.string().min(1).max(64) });

export const WEEK_DAYS = 7;
/** How often a token asked on a day of UTC ("2026-01-31"), and how often it was refused. */
export type UsesOfDay = { day: string; asks: number; refused: number };

/** What a token brought about: a batch, or a request that waits for an approval or did not get it. */
export type TokenWork = { kind: "batch" | "request"; id: string; name: string; at: string; state: string };

/** A token as the page shows it: never the token itself, of which the store has a digest alone. */
export type TokenRow = {
  id: string;
  name: string;
  /** What the row's controls are named after: the name, with its owner's in brackets where it is somebody else's. */
  label: string;
  kind: TokenKind;
  scopes: Permission[];
  /** The names of what it is limited to. */
  places?: string[];
  owner: { id: string; name: string; email: string };
  isMine: boolean;
  createdAt: string;
  endsAt: string;
  isOver: boolean;
  /** It ends within seven days. */
  isEnding: boolean;
  lastUsedAt?: string;
  lastAddress?: string;
  /** The last seven days, today last. */
  week: UsesOfDay[];
  /** What it brought about in them: how much, and the newest of it. */
  work: { batches: number; requests: number; newest: TokenWork[] };
};

/** The token stands here for the only time. */
export type MadeToken = { id: string; name: string; token: string; endsAt: string };
