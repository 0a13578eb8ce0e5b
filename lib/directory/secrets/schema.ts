import { pagedSchema } from "#lib/core/filter/schema.ts";
import { SECRET_FIELDS } from "#lib/directory/secrets/filter.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

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

export const secretFilterSchema = pagedSchema(SECRET_FIELDS);
