import "server-only";
import { headers } from "next/headers";

/** Whether a page was opened by a link on another site: what is put on record when it is looked at shall not begin there. */
export const isFromElsewhere = async (): Promise<boolean> =>
  (await headers()).get("sec-fetch-site") === "cross-site";
