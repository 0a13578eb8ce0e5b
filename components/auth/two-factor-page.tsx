"use client";

import { useMutation } from "@tanstack/react-query";
import { EntryPage } from "#components/auth/entry-page.tsx";
import {
  RECOVERY_LEDE,
  RecoveryCodes,
  SetupFields,
  useFirstCode,
} from "#components/auth/two-factor-setup.tsx";
import { Button } from "#components/ui/button.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { cx } from "#components/ui/cx.ts";
import { Note } from "#components/ui/note.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { beginTwoFactorAction } from "#lib/access/two-factor/actions.ts";
import { errorWords } from "#lib/core/error-words.ts";

const signOut = async () => {
  const auth = await import("next-auth/react");
  await auth.signOut({ callbackUrl: "/sign-in" });
};

/** The one page of somebody whose role asks for two-factor, until it is set up. */
export function TwoFactorPage({ returnTo }: { returnTo: string }) {
  const beginning = useActionMutation(beginTwoFactorAction);
  const { code, setCode, confirming } = useFirstCode();
  const leaving = useMutation({ mutationFn: signOut });
  const codes = confirming.data?.codes;
  const failure = (confirming.error ?? beginning.error)?.error;
  return (
    <EntryPage
      isWide
      title={codes ? "Recovery codes" : "Set up two-factor"}
      lede={codes ? RECOVERY_LEDE : "Your role asks for a code besides the password."}
    >
      {failure && !failure.fields && <Note tone="danger">{errorWords(failure)}</Note>}
      {codes ? (
        <>
          <RecoveryCodes codes={codes} />
          {/* Not a link of Next's: what it knows of the pages is from before. */}
          <a className={cx(buttonClasses({ variant: "primary", size: "lg" }), "mt-1")} href={returnTo}>
            Continue
          </a>
        </>
      ) : beginning.data ? (
        <form
          className="flex flex-col gap-4"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (!confirming.isPending) confirming.mutate({ code });
          }}
        >
          <SetupFields
            setup={beginning.data}
            code={code}
            onCode={setCode}
            error={failure?.fields?.code?.[0]}
          />
          <Button type="submit" variant="primary" size="lg" className="mt-1" pending={confirming.isPending}>
            Turn on
          </Button>
        </form>
      ) : (
        <Button
          variant="primary"
          size="lg"
          className="mt-1"
          pending={beginning.isPending}
          onClick={() => beginning.mutate()}
        >
          Set up two-factor
        </Button>
      )}
      {!codes && (
        <Button
          variant="plain"
          className="mt-1"
          // Signed out, the page is left: until then it goes on to look busy.
          pending={leaving.isPending || leaving.isSuccess}
          onClick={() => leaving.mutate()}
        >
          Sign out
        </Button>
      )}
    </EntryPage>
  );
}
