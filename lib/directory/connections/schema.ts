import { z } from "zod";
import { VENDOR_IDS, type VendorId } from "#lib/vendors/ids.ts";

/** A connection as it leaves the server: never its token. */
export type ConnectionRow = {
  id: string;
  vendor: VendorId;
  targetId: string;
  targetName: string;
  namespace?: string;
  label: string;
  /** Last four characters of the token. */
  tokenHint: string;
  tokenUser?: { id: string; name: string; email?: string };
  /** When the token that is stored now was stored, by which user of Rollcall, and whether that is long ago by the policy. */
  tokenStoredAt?: string;
  tokenStoredBy?: string;
  isTokenOld: boolean;
  may: { view: boolean; manage: boolean };
  rights: string[];
  state: "works" | "refused" | "readonly" | "failing";
  stateReason?: string;
  stateAt: string;
  checkedAt?: string;
  teamCount: number;
  memberCount: number;
  secretCount: number;
  /** Oldest complete sync among its lists; undefined while one was never complete. */
  syncedAt?: string;
  syncing: boolean;
  /** Lists whose last reading failed, though the token works. */
  unread: number;
  /** The only team of a connection that opens one, or the organization's list of people. */
  teamId?: string;
};

const token = z
  .string()
  .trim()
  .min(1, "Paste the token")
  .max(4096, "This is too long for a token")
  .regex(/^[\x21-\x7e]+$/, "A token has no spaces or line breaks");
export const checkTokenSchema = z.strictObject({ vendor: z.enum(VENDOR_IDS), token });
export const createConnectionSchema = z.strictObject({
  vendor: z.enum(VENDOR_IDS),
  token,
  targetId: z.string().trim().min(1, "Choose what this token opens").max(128),
  label: z.string().trim().min(1, "Give it a label").max(80, "A label has at most 80 characters"),
  /** Made once when the form opens: sent again, it is the same connection. */
  key: z.uuid().optional(),
});
export const relabelConnectionSchema = z.strictObject({
  id: z.string().min(1).max(64),
  label: createConnectionSchema.shape.label,
});
export const replaceTokenSchema = z.strictObject({ id: z.string().min(1).max(64), token });
export const connectionIdSchema = z.strictObject({ id: z.string().min(1).max(64) });
/** `ROLLCALL_CONNECTIONS`: JSON array. */
export const givenConnectionsSchema = z.array(
  z.strictObject({
    vendor: z.enum(VENDOR_IDS),
    token,
    targetId: createConnectionSchema.shape.targetId.optional(),
    label: createConnectionSchema.shape.label.optional(),
  }),
);
