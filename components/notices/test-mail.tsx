"use client";

import { Button } from "#components/ui/button.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { sendTestMailAction } from "#lib/insight/notices/actions.ts";

/** Sends oneself a mail, to see that mail arrives. */
export function TestMail() {
  const toast = useToast();
  const sending = useActionMutation(sendTestMailAction, {
    onSuccess: ({ email, problem }) =>
      toast(
        problem ? { tone: "danger", title: problem } : { title: `The mail server took a test for ${email}` },
      ),
    onError: (failure) => toast({ tone: "danger", title: errorWords(failure.error) }),
  });
  return (
    <Button pending={sending.isPending} onClick={() => sending.mutate()}>
      Send a test e-mail to me
    </Button>
  );
}
