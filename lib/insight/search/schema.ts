import { z } from "zod";
import type { VendorId } from "#lib/vendors/ids.ts";

export const searchSchema = z.object({ q: z.string().max(200).catch("").default("") });

/** What the palette offers: at most 8 of each; organizations stand among the teams. */
export type SearchResults = {
  teams: { id: string; label: string; vendor: VendorId; belongsTo: string }[];
  /** A person once, over all teams. */
  people: { id: string; label: string; email?: string; mark?: string | undefined }[];
  secrets: { name: string; label: string; teamId: string; teamName: string }[];
};
