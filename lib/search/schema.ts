import { z } from "zod";
import type { VendorId } from "#lib/vendors/port.ts";

export const searchSchema = z.object({ q: z.string().max(200).catch("").default("") });

/** What the palette offers: at most 8 of each. */
export type SearchResults = {
  teams: { id: string; label: string; vendor: VendorId; belongsTo: string }[];
  /** A person once, by e-mail, with one of their teams. */
  people: {
    userId: string;
    name: string;
    email?: string;
    teamId: string;
    teamName: string;
    vendor: VendorId;
  }[];
  secrets: { name: string; label: string; teamId: string; teamName: string }[];
};
