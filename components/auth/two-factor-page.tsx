"use client";

import { useMutation } from "@tanstack/react-query";
import {
  RECOVERY_LEDE,
  RecoveryCodes,
  SetupFields,
  useFirstCode,
} from "#components/auth/two-factor-setup.tsx";
import { Button } from "#components/ui/button.tsx";
import { Note } from "#components/ui/note.tsx";
import { Tally } from "#components/ui/tally.tsx";
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
    <main className="sign">
      <div className="sign-body is-wide">
        <Tally />
        <h1>{codes ? "Recovery codes" : "Set up two-factor"}</h1>
        <p className="lede">{codes ? RECOVERY_LEDE : "Your role asks for a code besides the password."}</p>
        {failure && !failure.fields && <Note tone="danger">{errorWords(failure)}</Note>}
        {codes ? (
          <>
            <RecoveryCodes codes={codes} />
            {/* Not a link of Next's: what it knows of the pages is from before. */}
            <a className="btn btn-primary btn-lg" href={returnTo}>
              Continue
            </a>
          </>
        ) : beginning.data ? (
          <form
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
            <Button type="submit" variant="primary" size="lg" pending={confirming.isPending}>
              Turn on
            </Button>
          </form>
        ) : (
          <Button
            variant="primary"
            size="lg"
            pending={beginning.isPending}
            onClick={() => beginning.mutate()}
          >
            Set up two-factor
          </Button>
        )}
        {!codes && (
          <Button
            variant="plain"
            // Signed out, the page is left: until then it goes on to look busy.
            pending={leaving.isPending || leaving.isSuccess}
            onClick={() => leaving.mutate()}
          >
            Sign out
          </Button>
        )}
      </div>
    </main>
  );
}
