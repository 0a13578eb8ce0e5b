"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Listed } from "#components/people/listed.tsx";
import { personHref } from "#components/people/people-columns.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Link } from "#components/ui/link.tsx";
import { Note } from "#components/ui/note.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { ActionFailure } from "#lib/access/action/failure.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";
import { askList } from "#lib/directory/people/queries.ts";
import type { ListedPerson } from "#lib/directory/people/schema.ts";

const WORDS: Record<ListedPerson["finding"], string> = {
  found: "",
  "not-found": "in no team",
  duplicate: "given before",
  "not-an-address": "not an address",
};
const counted = (count: number, one: string, many: string): string =>
  count === 1 ? `1 ${one}` : `${grouped(count)} ${many}`;

/** Which of many e-mails or ids are somebody, and which are not. */
export function FindList({ text, onClose }: { text: string; onClose: () => void }) {
  const [typed, setTyped] = useState(text);
  const toast = useToast();
  const finding = useMutation<ListedPerson[], ActionFailure, string>({ mutationFn: askList });
  const { data, error } = finding;
  const found = data?.filter((line) => line.finding === "found") ?? [];
  const missing =
    data?.filter((line) => line.finding === "not-found" || line.finding === "not-an-address") ?? [];
  const copy = async (lines: readonly ListedPerson[], what: string) => {
    try {
      await navigator.clipboard.writeText(lines.map((line) => line.text).join("\n"));
      toast({ title: `Copied ${counted(lines.length, "address", "addresses")} ${what}` });
    } catch {
      toast({ title: "The browser did not let Rollcall copy. Select the text and copy it.", tone: "danger" });
    }
  };
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      onSubmit={() => finding.mutate(typed)}
      title="Find a list"
      lede="Which of these people are in a team of either vendor, and which are not."
      footer={
        <>
          <FootNote aria-live="polite">
            {data && `${grouped(found.length)} found, ${grouped(missing.length)} not found`}
          </FootNote>
          <Button size="lg" onClick={onClose}>
            Close
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={finding.isPending}>
            Find
          </Button>
        </>
      }
    >
      <TextareaField
        label="Emails or user IDs"
        name="text"
        rows={data ? 3 : 8}
        value={typed}
        spellCheck={false}
        hint="One a line, or separated by commas. Up to 2,000."
        error={error?.error.fields?.text?.[0]}
        onChange={(event) => setTyped(event.target.value)}
      />
      {error && !error.error.fields?.text && <Note tone="danger">{errorWords(error.error)}</Note>}
      {missing.length > 0 && (
        <Listed title="Not found" onCopy={() => void copy(missing, "not found")}>
          {missing.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of one answer
            <li key={index}>
              <bdi className="clip">{line.text}</bdi>
              <span className="text-faint">{WORDS[line.finding]}</span>
            </li>
          ))}
        </Listed>
      )}
      {found.length > 0 && (
        <Listed title="Found" onCopy={() => void copy(found, "found")}>
          {found.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines of one answer
            <li key={index}>
              <bdi className="clip">{line.text}</bdi>
              {line.person && (
                <Link className="link" href={personHref(line.person)}>
                  <bdi>{line.person.label}</bdi>
                </Link>
              )}
            </li>
          ))}
        </Listed>
      )}
    </Dialog>
  );
}
