import { z } from "zod";
import type { VendorId } from "#lib/vendors/port.ts";

export type SecretRow = {
  id: string;
  teamId: string;
  teamName: string;
  vendor: VendorId;
  connectionId: string;
  name: string;
  /** What the row's controls are named after: the name, with the team in brackets where a list of all teams has it twice. */
  label: string;
  createdAt?: string;
  modifiedAt?: string;
  /** Days since the last change (else creation), by the server's clock; undefined where neither is known. */
  ageDays?: number;
  /** undefined: not known. */
  inUse?: boolean;
  /** Days after which its policy wants it rotated. */
  limitDays: number;
  /** When Rollcall itself last rotated it. */
  rotatedAt?: string;
  /** When Rollcall itself last set its value: made or rotated. */
  setAt?: string;
  /** The vendor says that it was changed after Rollcall set it. */
  changedOutside?: boolean;
  /** Other secrets that Rollcall set to the same value. */
  sameAs?: { name: string; teamId: string; teamName: string }[];
  mayManage: boolean;
  problems: string[];
};

/** due: its policy's limit is at most 14 days away. overdue: it is reached. */
export const DUE_STATES = ["due", "overdue"] as const;

export const SECRET_SORTS = ["name", "team", "created", "modified", "age", "inUse"] as const;
export const secretFilterSchema = z.object({
  q: z.string().max(200).catch("").default(""),
  team: z.string().max(64).optional().catch(undefined),
  /** Minimum age in days. */
  olderThan: z.coerce.number().int().min(0).max(36500).optional().catch(undefined),
  due: z.enum(DUE_STATES).optional().catch(undefined),
  inUse: z.enum(["yes", "no"]).optional().catch(undefined),
  sort: z.enum(SECRET_SORTS).catch("age").default("age"),
  dir: z.enum(["asc", "desc"]).catch("desc").default("desc"),
  offset: z.coerce.number().int().min(0).catch(0).default(0),
  limit: z.coerce.number().int().min(1).max(200).catch(100).default(100),
});
export type SecretFilter = z.infer<typeof secretFilterSchema>;
