import type { VendorId } from "#lib/vendors/ids.ts";

/** An open invite link. `role`: the vendor's word; null is a guest, undefined not known. */
export type LinkRow = { id: string; role?: string | null | undefined };

/** Who may come into an organization without being invited by name, as it was read last. */
export type OrgDoors = {
  connectionId: string;
  vendor: VendorId;
  /** The organization's name, and Rollcall's id of its list of people. */
  organization: string;
  teamId?: string;
  /** undefined: not known. */
  enforcesSso?: boolean;
  joinDomains?: string[];
  allowsLinks?: boolean;
  joinRole?: string | null;
  links: LinkRow[];
  /** When each was read to its end; undefined: never. */
  entryAt?: string;
  linksAt?: string;
};
/** The same as it is now, with what could not be read. */
export type DoorsRead = { doors: OrgDoors; problem?: string };

/** A way by which one person can come back into an organization that they were taken out of. */
export type Door = {
  kind: "domain" | "link" | "directory" | "unread";
  connectionId: string;
  organization: string;
  /** A whole sentence about it, without the person's name. */
  words: string;
  /** What to do by hand: a line of the checklist. */
  advice: string;
};

/** What was found when an offboarding was looked at again. */
export type FoundAgain = { what: "back" | "open" | "unread"; words: string };
