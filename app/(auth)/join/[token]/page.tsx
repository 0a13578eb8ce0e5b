import type { Metadata } from "next";
import { DeadLink } from "#components/auth/dead-link.tsx";
import { EntryForm } from "#components/auth/entry-form.tsx";
import { ProviderButtons } from "#components/auth/provider-buttons.tsx";
import { joinAction } from "#lib/access/auth/actions.ts";
import { whoseLink } from "#lib/access/auth/invites.ts";
import { PASSWORD_MIN } from "#lib/access/auth/password-rules.ts";
import { providerNames } from "#lib/access/oidc/config.ts";
import { problemFrom } from "#lib/access/oidc/problem-from.ts";

export const metadata: Metadata = { title: "Join" };

type Props = {
  params: Promise<{ token: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export default async function JoinPage({ params, searchParams }: Props) {
  const { token } = await params;
  const providers = providerNames();
  const link = await whoseLink("join", token);
  if (!link) return <DeadLink />;
  return (
    <EntryForm
      action={joinAction}
      title="Join Rollcall"
      lede={
        <>
          You sign in as <bdi>{link.email}</bdi>
        </>
      }
      fields={[
        { name: "name", label: "Name", type: "text", autoComplete: "name" },
        {
          name: "password",
          label: "Password",
          type: "password",
          autoComplete: "new-password",
          hint: `At least ${PASSWORD_MIN} characters.`,
        },
      ]}
      hidden={{ token }}
      submit="Join"
      problem={problemFrom(await searchParams)}
      below={providers.length > 0 && <ProviderButtons verb="Join" providers={providers} token={token} />}
    />
  );
}
