"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { RULES_FORM } from "#components/ui/form-classes.ts";
import { Note } from "#components/ui/note.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { NOTICE_EVENTS, NOTICE_FACTS, type NoticeEvent } from "#lib/core/notice-events.ts";
import { setFixedAction } from "#lib/insight/notices/actions.ts";

/** What people cannot turn off. */
export function FixedForm({ fixed }: { fixed: readonly NoticeEvent[] }) {
  const toast = useToast();
  const [chosen, setChosen] = useState<ReadonlySet<NoticeEvent>>(new Set(fixed));
  const saving = useActionMutation(setFixedAction, {
    again: true,
    onSuccess: ({ events }) =>
      toast({
        title: events.length === 0 ? "People can turn off every notice" : "Saved what cannot be turned off",
      }),
  });
  const set = (event: NoticeEvent, isFixed: boolean) => {
    const next = new Set(chosen);
    if (isFixed) next.add(event);
    else next.delete(event);
    setChosen(next);
  };
  return (
    <form
      className={RULES_FORM}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!saving.isPending) saving.mutate({ events: NOTICE_EVENTS.filter((one) => chosen.has(one)) });
      }}
    >
      <h2>Cannot be turned off</h2>
      <p className="text-muted">
        Everybody chooses in their profile what they are told of by e-mail. What you tick here is sent to
        those whom it is about, whatever they chose, as long as they may see it.
      </p>
      {NOTICE_EVENTS.map((event) => (
        <CheckField
          key={event}
          label={NOTICE_FACTS[event].label}
          hint={NOTICE_FACTS[event].hint}
          checked={chosen.has(event)}
          onChange={(isOn) => set(event, isOn)}
        />
      ))}
      {saving.error && <Note tone="danger">{errorWords(saving.error.error)}</Note>}
      <div>
        <Button variant="primary" type="submit" pending={saving.isPending}>
          Save notices
        </Button>
      </div>
    </form>
  );
}
