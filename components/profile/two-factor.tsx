"use client";

import { useRouter } from "next/navigation";
import { Block } from "#components/ui/block.tsx";
import { Button } from "#components/ui/button.tsx";
import { SETTINGS_FORM } from "#components/ui/form-classes.ts";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { type ActionFailure, useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import {
  beginTwoFactorAction,
  renewRecoveryCodesAction,
  turnOffTwoFactorAction,
} from "#lib/access/two-factor/actions.ts";
import type { TwoFactorState } from "#lib/access/two-factor/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";

const TwoFactorDialog = lazyPart(() =>
  import("#components/profile/two-factor-dialog.tsx").then((module) => module.TwoFactorDialog),
);
const RecoveryDialog = lazyPart(() =>
  import("#components/profile/two-factor-dialog.tsx").then((module) => module.RecoveryDialog),
);

/** Whether one's sign-in asks for a code besides, and how to change that. */
export function TwoFactor({ state }: { state: TwoFactorState }) {
  const toast = useToast();
  const router = useRouter();
  const onError = (failure: ActionFailure) => toast({ tone: "danger", title: errorWords(failure.error) });
  const beginning = useActionMutation(beginTwoFactorAction, { onError });
  const renewing = useActionMutation(renewRecoveryCodesAction, { onError });
  const turningOff = useActionMutation(turnOffTwoFactorAction, {
    onSuccess: () => toast({ title: "Two-factor is off; your other sessions have ended" }),
    onError,
  });
  const left = state.codesLeft === 1 ? "1 recovery code is" : `${state.codesLeft} recovery codes are`;
  return (
    <Block title="Two-factor" titleId="two-factor-heading">
      <div className={SETTINGS_FORM}>
        <p className="text-muted">
          {state.isOn
            ? `On: signing in asks for a code of your app. ${left} left.`
            : "Off. With it, signing in asks for a code of an authenticator app besides."}
        </p>
        {state.isOn ? (
          <div className="flex flex-wrap gap-2">
            <Button size="lg" pending={renewing.isPending} onClick={() => renewing.mutate()}>
              New recovery codes
            </Button>
            {!state.isRequired && (
              <Button size="lg" pending={turningOff.isPending} onClick={() => turningOff.mutate()}>
                Turn off two-factor
              </Button>
            )}
          </div>
        ) : (
          <Button size="lg" pending={beginning.isPending} onClick={() => beginning.mutate()}>
            Set up two-factor
          </Button>
        )}
      </div>
      {beginning.data && (
        <TwoFactorDialog
          setup={beginning.data}
          onClose={() => {
            beginning.reset();
            router.refresh();
          }}
        />
      )}
      {renewing.data && <RecoveryDialog codes={renewing.data.codes} onClose={renewing.reset} />}
    </Block>
  );
}
