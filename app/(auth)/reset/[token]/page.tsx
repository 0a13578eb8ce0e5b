import type { Metadata } from "next";
import { DeadLink } from "#components/auth/dead-link.tsx";
import { EntryForm } from "#components/auth/entry-form.tsx";
import { resetAction } from "#lib/access/auth/actions.ts";
import { whoseLink } from "#lib/access/auth/invites.ts";
import { PASSWORD_MIN } from "#lib/access/auth/password-rules.ts";

export const metadata: Metadata = { title: "New password" };

export default async function ResetPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const link = await whoseLink("reset", token);
  if (!link) return <DeadLink />;
  return (
    <EntryForm
      action={resetAction}
      title="Set a new password"
      lede={
        <>
          For <bdi>{link.email}</bdi>; every other session ends
        </>
      }
      fields={[
        {
          name: "password",
          label: "New password",
          type: "password",
          autoComplete: "new-password",
          hint: `At least ${PASSWORD_MIN} characters.`,
        },
      ]}
      hidden={{ token }}
      submit="Set password"
    />
  );
}
