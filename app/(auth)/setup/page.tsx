import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntryForm } from "#components/auth/entry-form.tsx";
import { setupAction } from "#lib/access/auth/actions.ts";
import { PASSWORD_MIN } from "#lib/access/auth/password-rules.ts";
import { hasUsers } from "#lib/access/users/data.ts";

export const metadata: Metadata = { title: "Set up" };

export default async function SetupPage() {
  if (await hasUsers()) redirect("/sign-in");
  return (
    <EntryForm
      action={setupAction}
      title="Set up Rollcall"
      lede="You become its first admin."
      fields={[
        {
          name: "code",
          label: "Setup code",
          type: "text",
          autoComplete: "off",
          hint: "The server printed it when it started.",
        },
        { name: "name", label: "Name", type: "text", autoComplete: "name" },
        { name: "email", label: "Email", type: "email", autoComplete: "username" },
        {
          name: "password",
          label: "Password",
          type: "password",
          autoComplete: "new-password",
          hint: `At least ${PASSWORD_MIN} characters.`,
        },
      ]}
      submit="Create admin"
    />
  );
}
