"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { copyForAMinute } from "#components/rotation/clipboard.ts";
import { dotenvText } from "#components/rotation/dotenv-text.ts";
import { VALUE_LINE, VALUES } from "#components/rotation/values-classes.ts";
import { Act, RowActs } from "#components/ui/act.tsx";
import { Button } from "#components/ui/button.tsx";
import { Chip, type ChipState } from "#components/ui/chip.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { batchOptions } from "#lib/changes/queries.ts";
import type { ChosenSecret } from "#lib/changes/rotation/schema.ts";

export type MadeValue = ChosenSecret & { value: string };

const keyOf = (secret: { teamId?: string | undefined; name: string }) => `${secret.teamId} ${secret.name}`;

/** The values that were generated, for the only time: to whoever made them, out of this browser's memory. */
export function CopyOnceDialog({
  batchId,
  values,
  onClose,
}: {
  batchId: string;
  values: readonly MadeValue[];
  onClose: () => void;
}) {
  const { data: batch } = useQuery(batchOptions(batchId));
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set());
  const [said, setSaid] = useState("");
  const [isUsed, setUsed] = useState(false);
  const [isWarned, setWarned] = useState(false);
  const states = new Map(
    batch?.changes.map((change) => [keyOf({ teamId: change.teamId, name: change.subject }), change.state]),
  );
  const stateOf = (secret: MadeValue): ChipState => states.get(keyOf(secret)) ?? "pending";
  // What failed still has its old value; of what is unknown nobody can say.
  const usable = values.filter((secret) => !["failed", "cancelled", "skipped"].includes(stateOf(secret)));
  const several = new Set(values.map(({ teamId }) => teamId)).size > 1;

  const copy = async (text: string, what: string) => {
    const isCopied = await copyForAMinute(text);
    setUsed(true);
    setSaid(
      isCopied
        ? `${what} copied. The clipboard is emptied in 60 seconds if this page is still open.`
        : "This page may not use the clipboard: show the values and copy them by hand.",
    );
  };
  const toggle = (key: string) => {
    const next = new Set(shown);
    if (!next.delete(key)) next.add(key);
    setUsed(true);
    setShown(next);
  };
  const close = () => (isUsed || isWarned ? onClose() : setWarned(true));
  return (
    <Dialog
      open
      wide
      onClose={close}
      title="Copy the new values"
      lede="They are shown only now, and only to you. Once this is closed, nobody can read them again."
      footer={
        <>
          <FootNote role="status">{said}</FootNote>
          <Button size="lg" onClick={close}>
            Done
          </Button>
        </>
      }
    >
      <div className="flex items-center gap-2.5">
        <Button
          size="lg"
          variant="primary"
          icon="copy"
          data-first
          onClick={() => void copy(dotenvText(usable, several), "All values")}
        >
          Copy all
        </Button>
        <span className="min-w-0 text-small text-muted">As a .env file: a line each, NAME=value.</span>
      </div>
      <ul className={VALUES} aria-label="New values">
        {values.map((secret) => {
          const key = keyOf(secret);
          const label = several ? `${secret.name} (${secret.teamName})` : secret.name;
          const isShown = shown.has(key);
          return (
            <li key={key} className={VALUE_LINE}>
              <span className="clip" title={label}>
                <bdi className="mono">{secret.name}</bdi>
                {several && (
                  <span className="text-faint">
                    {" "}
                    <bdi>{secret.teamName}</bdi>
                  </span>
                )}
              </span>
              <span className={isShown ? "mono whitespace-pre-wrap wrap-anywhere" : "text-faint"}>
                {isShown ? secret.value : <Chip state={stateOf(secret)} />}
              </span>
              <RowActs isShown>
                <Act
                  icon={isShown ? "eyeOff" : "eye"}
                  name={`Show value of ${label}`}
                  aria-pressed={isShown}
                  onClick={() => toggle(key)}
                />
                <Act
                  icon="copy"
                  name={`Copy value of ${label}`}
                  onClick={() => void copy(secret.value, label)}
                />
              </RowActs>
            </li>
          );
        })}
      </ul>
      {batch?.finished && usable.length < values.length && (
        <Note tone="warn">
          {values.length - usable.length === 1
            ? "1 secret was not rotated and keeps its old value."
            : `${values.length - usable.length} secrets were not rotated and keep their old values.`}{" "}
          <a
            className="link"
            href={`/activity/batches/${encodeURIComponent(batchId)}`}
            target="_blank"
            rel="noreferrer"
          >
            Open the batch
          </a>
        </Note>
      )}
      {isWarned && !isUsed && (
        <Note tone="danger">Nothing was copied yet. Close again to let go of the values.</Note>
      )}
    </Dialog>
  );
}
