import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntryForm } from "#components/auth/entry-form.tsx";
import { ProviderButtons } from "#components/auth/provider-buttons.tsx";
import { signInAction } from "#lib/access/auth/actions.ts";
import { safeReturnTo } from "#lib/access/auth/return-to.ts";
import { currentViewer } from "#lib/access/auth/session.ts";
import { providerNames } from "#lib/access/oidc/config.ts";
import { problemFrom } from "#lib/access/oidc/problem-from.ts";
import { hasUsers } from "#lib/access/users/data.ts";
import { env } from "#lib/core/env.ts";

export const metadata: Metadata = { title: "Sign in" };

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function SignInPage({ searchParams }: Props) {
  const query = await searchParams;
  const returnTo = safeReturnTo(query.returnTo);
  const providers = providerNames();
  if (await currentViewer()) redirect(returnTo);
  if (!(await hasUsers())) redirect("/setup");
  return (
    <EntryForm
      action={signInAction}
      title="Sign in"
      lede={`Rollcall at ${new URL(env().ROLLCALL_URL).host}`}
      fields={[
        { name: "email", label: "Email", type: "email", autoComplete: "username" },
        { name: "password", label: "Password", type: "password", autoComplete: "current-password" },
      ]}
      hidden={{ returnTo }}
      submit="Sign in"
      problem={problemFrom(query)}
      below={
        providers.length > 0 && <ProviderButtons verb="Sign in" providers={providers} returnTo={returnTo} />
      }
      footer="Forgot it? An admin can send you a reset link."
    />
  );
}
