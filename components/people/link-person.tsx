"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { PICK, PICKS } from "#components/ui/pick.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { linkPersonAction } from "#lib/directory/people/actions.ts";
import { personKeys, personPageOptions } from "#lib/directory/people/queries.ts";
import type { Person, PersonRow } from "#lib/directory/people/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const SHOWN = 8;

/** Where somebody is, in a few words: what tells namesakes apart. */
function placesOf(person: PersonRow): string {
  const names = [...new Set(person.teams.map((team) => team.name))];
  const vendors = person.vendors.map((vendor) => VENDOR_FACTS[vendor].name).join(" and ");
  return [
    person.emails.filter((email) => email !== person.shown).join(", "),
    vendors,
    names.slice(0, 3).join(", "),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Makes somebody else's memberships this person's too. */
export function LinkPerson({ person, onClose }: { person: Person; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [chosen, setChosen] = useState<PersonRow>();
  const [problem, setProblem] = useState<string>();
  const name = useId();
  const toast = useToast();
  const queryClient = useQueryClient();
  const q = useDeferredValue(typed.trim());
  const { data, isPending } = useQuery({
    ...personPageOptions({ q, sort: "name", dir: "asc", offset: 0, limit: SHOWN + 1 }),
    enabled: q !== "",
  });
  const found = q === "" ? [] : (data?.rows ?? []).filter((row) => row.id !== person.id).slice(0, SHOWN);
  const shown = chosen && !found.some((row) => row.id === chosen.id) ? [chosen, ...found] : found;
  const link = useActionMutation(linkPersonAction, {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: personKeys.all }),
  });
  const submit = () => {
    if (!chosen) return setProblem("Find somebody and choose them.");
    return link.mutate(
      { personId: chosen.id, intoId: person.id },
      {
        onSuccess: () => {
          toast({ title: <bdi>{`${chosen.label} and ${person.shown} are one person now`}</bdi>, tone: "ok" });
          onClose();
        },
      },
    );
  };
  return (
    <Dialog
      open
      onClose={onClose}
      onSubmit={submit}
      title="Link another person"
      lede={
        <>
          Their memberships are shown with those of <bdi>{person.shown}</bdi> from now on. Nothing changes at
          the vendors, and it can be undone.
        </>
      }
      footer={
        <>
          <FootNote />
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={link.isPending}>
            Link person
          </Button>
        </>
      }
    >
      <TextField
        label="Name, e-mail or id"
        name="q"
        value={typed}
        autoComplete="off"
        spellCheck={false}
        error={problem}
        onChange={(event) => {
          setTyped(event.target.value);
          setProblem(undefined);
        }}
      />
      {shown.length > 0 && (
        <fieldset className={PICKS}>
          <legend className="sr-only">People found</legend>
          {shown.map((row) => (
            <label key={row.id} className={PICK}>
              <input
                type="radio"
                className="flex-none accent-accent"
                name={name}
                aria-label={row.label}
                checked={chosen?.id === row.id}
                onChange={() => {
                  setChosen(row);
                  setProblem(undefined);
                }}
              />
              <span className="min-w-0 flex-1">
                <bdi className="clip">{row.shown}</bdi>
                <small className="clip text-small/5 text-muted">
                  <bdi>{placesOf(row)}</bdi>
                </small>
              </span>
            </label>
          ))}
        </fieldset>
      )}
      {q !== "" && !isPending && shown.length === 0 && <p className="text-muted">Nobody else matches.</p>}
      {link.error && <Note tone="danger">{errorWords(link.error.error)}</Note>}
    </Dialog>
  );
}
