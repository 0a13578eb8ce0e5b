"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { GrantedChoice } from "#components/grants/granted-choice.tsx";
import { Button } from "#components/ui/button.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { setGrantsAction } from "#lib/access/grants/actions.ts";
import { type GrantsPage, grantsOptions } from "#lib/access/grants/queries.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { Granted, GrantSubject } from "#lib/core/limits.ts";

/** Limits a user or a role to some connections and, within them, to some teams. */
export function LimitDialog({
  subject,
  name,
  onClose,
}: {
  subject: GrantSubject;
  /** Whom it is about: "Sam", "every operator". */
  name: string;
  onClose: () => void;
}) {
  const read = useQuery(grantsOptions(subject));
  if (read.data) return <LimitForm subject={subject} name={name} page={read.data} onClose={onClose} />;
  const error = wireErrorOf(read.error);
  return (
    <Dialog open onClose={onClose} title={<Title name={name} />}>
      {read.error ? (
        <Note tone="danger">{errorWords(error)}</Note>
      ) : (
        <p role="status">
          <Spinner className="me-1.5" />
          Reading connections and teams
        </p>
      )}
    </Dialog>
  );
}

const Title = ({ name }: { name: string }) => (
  <>
    Limit <bdi>{name}</bdi>
  </>
);

function LimitForm({
  subject,
  name,
  page: { grantable, limit },
  onClose,
}: {
  subject: GrantSubject;
  name: string;
  page: GrantsPage;
  onClose: () => void;
}) {
  const toast = useToast();
  const [isLimited, setLimited] = useState(limit !== null);
  const [granted, setGranted] = useState<readonly Granted[]>(limit?.granted ?? []);
  const saving = useActionMutation(setGrantsAction, {
    again: true,
    onSuccess: () => {
      toast({ title: <bdi>{isLimited ? `${name} is limited now` : `${name} sees everything`}</bdi> });
      onClose();
    },
  });
  const save = () => {
    if (!saving.isPending) saving.mutate({ subject, granted: isLimited ? [...granted] : null });
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title={<Title name={name} />}
      lede="What is not granted is neither seen nor changed. It holds from the next click on."
      onSubmit={save}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={saving.isPending}>
            Save limit
          </Button>
        </>
      }
    >
      <CheckField
        label="Limit to some connections"
        hint={
          isLimited && granted.length === 0 ? "Nothing is chosen: then nothing is seen at all." : undefined
        }
        checked={isLimited}
        onChange={setLimited}
      />
      {isLimited && <GrantedChoice grantable={grantable} granted={granted} onChange={setGranted} />}
      {saving.error && <Note tone="danger">{errorWords(saving.error.error)}</Note>}
    </Dialog>
  );
}
