import { notFound } from "next/navigation";
import { asPageViewer } from "#lib/access/auth/session.ts";

/** Every address that no page has: whoever is signed in keeps the navigation and reads there that nothing is here. */
export default async function NoSuchPage() {
  return asPageViewer(undefined, async () => notFound());
}
