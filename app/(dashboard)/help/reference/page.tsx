import type { Metadata } from "next";
import { ReferenceScreen } from "#components/reference/reference-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { env } from "#lib/core/env.ts";
import { apiReference } from "#lib/insight/api/reference.ts";

export const metadata: Metadata = { title: "API reference" };

export default async function ReferencePage() {
  return asPageViewer(undefined, async () => (
    <ReferenceScreen groups={apiReference()} origin={env().ROLLCALL_URL} />
  ));
}
