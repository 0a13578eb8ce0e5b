"use client";

import { useId, useState } from "react";
import { Block } from "#components/ui/block.tsx";
import { Button } from "#components/ui/button.tsx";
import { SETTINGS_FORM } from "#components/ui/form-classes.ts";
import { TextField } from "#components/ui/text-field.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useZone } from "#components/ui/zone.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { setZoneAction } from "#lib/access/users/actions.ts";
import { errorWords } from "#lib/core/error-words.ts";

/** The zone in which one's own times are meant: the browser's until somebody chooses. */
export function TimeZone({ zone }: { zone: string | null }) {
  const toast = useToast();
  const list = useId();
  const ofBrowser = useZone();
  const [typed, setTyped] = useState<string>();
  // Some four hundred names: made when somebody comes here to choose one.
  const [zones, setZones] = useState<readonly string[]>([]);
  const saving = useActionMutation(setZoneAction, {
    onSuccess: () => toast({ title: "Your time zone is saved" }),
  });
  const value = typed ?? zone ?? ofBrowser;
  const error = saving.error?.error;
  return (
    <Block title="Times" titleId="zone-heading">
      <form
        className={SETTINGS_FORM}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!saving.isPending) saving.mutate({ zone: value });
        }}
      >
        <TextField
          label="Time zone"
          value={value}
          list={list}
          autoComplete="off"
          spellCheck={false}
          error={error ? (error.fields?.zone?.[0] ?? errorWords(error)) : undefined}
          hint="What you schedule is meant by its clocks, unless you say otherwise there."
          onFocus={() => setZones(Intl.supportedValuesOf("timeZone"))}
          onChange={(event) => {
            setTyped(event.target.value.trim());
            saving.reset();
          }}
        />
        <datalist id={list}>
          {zones.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <Button type="submit" variant="primary" size="lg" pending={saving.isPending}>
          Save time zone
        </Button>
      </form>
    </Block>
  );
}
