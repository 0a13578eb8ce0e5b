"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FieldNote } from "#components/ui/field-note.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { SigningSecret } from "#components/webhooks/signing-secret.tsx";
import { newSubmissionKey } from "#lib/access/action/submission-key.ts";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { fieldsOf } from "#lib/access/action/zod-fields.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { FieldErrors } from "#lib/core/errors.ts";
import { WEBHOOK_EVENTS, type WebhookEventType } from "#lib/core/webhook-events.ts";
import { createWebhookAction, updateWebhookAction } from "#lib/insight/webhooks/actions.ts";
import {
  DEFAULT_EVENTS,
  EVENT_WORDS,
  FORMAT_WORDS,
  ONLY_STANDARD,
  WEBHOOK_FORMATS,
  type WebhookFormat,
} from "#lib/insight/webhooks/constants.ts";
import { createWebhookSchema, type WebhookRow } from "#lib/insight/webhooks/schema.ts";

/** A new webhook, which ends by showing its signing secret once, or changes to one that is there. */
export function WebhookDialog({
  webhook,
  onClose,
  onSaved,
}: {
  webhook?: WebhookRow;
  onClose: () => void;
  onSaved: (label: string) => void;
}) {
  const [key] = useState(() => newSubmissionKey());
  const [url, setUrl] = useState(webhook?.url ?? "");
  const [label, setLabel] = useState(webhook?.label ?? "");
  const [events, setEvents] = useState<ReadonlySet<WebhookEventType>>(
    new Set(webhook?.events ?? DEFAULT_EVENTS),
  );
  const [format, setFormat] = useState<WebhookFormat>(webhook?.format ?? "standard");
  const [withNames, setWithNames] = useState(webhook?.withNames ?? false);
  const [errors, setErrors] = useState<FieldErrors>({});
  const onError = (failure: { error: { fields?: FieldErrors } }) => setErrors(failure.error.fields ?? {});
  const create = useActionMutation(createWebhookAction, {
    again: true,
    onError,
    // A chat asks for no signature: there is no secret to hand on.
    onSuccess: ({ label: made }) => {
      if (format !== "standard") onSaved(made);
    },
  });
  const update = useActionMutation(updateWebhookAction, {
    again: true,
    onError,
    onSuccess: () => onSaved(label.trim() || url.trim()),
  });
  const { isPending, error } = webhook ? update : create;

  const offered = WEBHOOK_EVENTS.filter((one) => format === "standard" || !ONLY_STANDARD.includes(one));

  const submit = () => {
    if (isPending) return;
    const input = { url, label, events: offered.filter((one) => events.has(one)), withNames, format };
    const checked = createWebhookSchema.safeParse(input);
    setErrors(checked.success ? {} : fieldsOf(checked.error));
    if (!checked.success) return;
    if (webhook) update.mutate({ ...checked.data, id: webhook.id });
    else create.mutate({ ...checked.data, key });
  };
  if (create.data && format === "standard") return <SigningSecret {...create.data} onClose={onClose} />;
  return (
    <Dialog
      open
      onClose={onClose}
      title={webhook ? "Edit webhook" : "Add webhook"}
      onSubmit={submit}
      footer={
        <>
          <FootNote />
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={isPending}>
            {webhook ? "Save webhook" : "Add webhook"}
          </Button>
        </>
      }
    >
      <TextField
        label="URL"
        type="url"
        inputMode="url"
        value={url}
        placeholder="https://"
        autoComplete="off"
        spellCheck={false}
        data-1p-ignore
        data-lpignore="true"
        hint="Called by POST with JSON. Redirects are not followed, private networks not reached."
        error={errors.url?.[0]}
        onChange={(event) => setUrl(event.target.value)}
      />
      <TextField
        label="Label"
        value={label}
        autoComplete="off"
        hint="Empty: the host's name."
        error={errors.label?.[0]}
        onChange={(event) => setLabel(event.target.value)}
      />
      <SelectField
        label="Format"
        value={format}
        hint={FORMAT_WORDS[format].hint}
        onChange={({ target }) =>
          setFormat(WEBHOOK_FORMATS.find((one) => one === target.value) ?? "standard")
        }
      >
        {WEBHOOK_FORMATS.map((one) => (
          <option key={one} value={one}>
            {FORMAT_WORDS[one].label}
          </option>
        ))}
      </SelectField>
      <fieldset className="flex flex-col gap-2" aria-describedby={errors.events ? "events-note" : undefined}>
        <legend className="mb-1.5">Events</legend>
        {offered.map((event) => (
          <CheckField
            key={event}
            label={EVENT_WORDS[event].label}
            hint={EVENT_WORDS[event].hint}
            checked={events.has(event)}
            onChange={(isChecked) => {
              const next = new Set(events);
              if (isChecked) next.add(event);
              else next.delete(event);
              setEvents(next);
            }}
          />
        ))}
        <FieldNote id="events-note" error={errors.events?.[0]} />
      </fieldset>
      <CheckField
        label="Include names"
        hint="Of people, teams and secrets. Without them only counts and links are sent; values and tokens never are."
        checked={withNames}
        onChange={setWithNames}
      />
      {error && !error.error.fields && (
        <Note tone="danger">{errorWords(error.error, { subject: "This webhook" })}</Note>
      )}
    </Dialog>
  );
}
