import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { TwoFactorPage } from "#components/auth/two-factor-page.tsx";
import { safeReturnTo, signInPath } from "#lib/access/auth/return-to.ts";
import { currentViewer } from "#lib/access/auth/session.ts";

export const metadata: Metadata = { title: "Set up two-factor" };

type Props = { searchParams: Promise<{ returnTo?: string | string[] }> };

export default async function TwoFactorSetupPage({ searchParams }: Props) {
  const returnTo = safeReturnTo((await searchParams).returnTo);
  const viewer = await currentViewer();
  if (!viewer) redirect(signInPath(returnTo));
  if (!viewer.needsTwoFactor) redirect(returnTo);
  return <TwoFactorPage returnTo={returnTo} />;
}
