import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { EntryForm } from "#components/auth/entry-form.tsx";
import { Link } from "#components/ui/link.tsx";
import { codeAction } from "#lib/access/auth/actions.ts";
import { readStep } from "#lib/access/auth/next-auth.ts";

export const metadata: Metadata = { title: "Sign in" };

export default async function CodePage() {
  if (!(await readStep("second-step"))) redirect("/sign-in");
  return (
    <EntryForm
      action={codeAction}
      title="Two-factor"
      lede="The six digits of your authenticator app, or a recovery code."
      fields={[
        { name: "code", label: "Code", type: "text", inputMode: "numeric", autoComplete: "one-time-code" },
      ]}
      submit="Continue"
      footer={<Link href="/sign-in">Back to sign-in</Link>}
    />
  );
}
