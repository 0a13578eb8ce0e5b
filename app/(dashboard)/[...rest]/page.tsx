import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { asPageViewer } from "#lib/access/auth/session.ts";

export const metadata: Metadata = { title: "Not found" };

/** Every address that no page has: whoever is signed in keeps the navigation and reads there that nothing is here. */
export default async function NoSuchPage() {
  return asPageViewer(undefined, async () => notFound());
}
