"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { timeInText } from "#components/ui/clock.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { useZone } from "#components/ui/zone.tsx";
import type { ActionFailure } from "#lib/access/action/failure.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";
import { askComparisons } from "#lib/insight/trail/queries.ts";
import { type Comparison, compareSchema } from "#lib/insight/trail/schema.ts";

const MAX_BYTES = 20_000;

function words({ result, seq, at }: Comparison, zone: string): string {
  const event = `event ${grouped(seq)}`;
  switch (result) {
    case "same":
      return `The log still holds ${event} as it was signed on ${timeInText(at, zone)}, and so all before it, if the log verifies.`;
    case "differs":
      return `The log holds another ${event} than the one that was signed on ${timeInText(at, zone)}: it was written anew.`;
    case "cut":
      return `The log ends before ${event}, which was signed on ${timeInText(at, zone)}: its end was cut off, or an older copy was put back.`;
    case "removed":
      return `The log begins after ${event}: older events were removed. A later checkpoint can tell.`;
    case "foreign":
      return "This log's key did not sign that checkpoint, or somebody changed it since.";
  }
}

/** Holds a checkpoint that was kept elsewhere against the log. */
export function CompareDialog({ onClose }: { onClose: () => void }) {
  const zone = useZone();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const comparing = useMutation({
    mutationFn: askComparisons,
    onError: (failure: ActionFailure) => setProblem(errorWords(failure.error)),
  });
  const compare = () => {
    if (comparing.isPending) return;
    const parsed = compareSchema.safeParse({ text });
    setProblem(parsed.error?.issues[0]?.message);
    if (parsed.success) comparing.mutate(parsed.data.text);
  };
  const change = (next: string) => {
    setText(next);
    setProblem(undefined);
    comparing.reset();
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    if (file.size > MAX_BYTES) setProblem("This file is too large for a checkpoint");
    else change(await file.text());
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="Compare checkpoint"
      lede="One that was downloaded, delivered by webhook, or stands in the file of checkpoints."
      onSubmit={compare}
      footer={
        <>
          <FootNote />
          <Button size="lg" onClick={onClose}>
            Close
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={comparing.isPending}>
            Compare
          </Button>
        </>
      }
    >
      <TextareaField
        label="Checkpoint"
        value={text}
        rows={5}
        mono
        spellCheck={false}
        error={problem}
        onChange={(event) => change(event.target.value)}
      />
      <TextField
        label="Checkpoint file"
        type="file"
        className="py-[calc((var(--spacing-field)-22px)/2)] leading-5 file:me-2 file:cursor-pointer file:border-0 file:bg-transparent file:p-0 file:font-medium"
        accept=".json,.jsonl,application/json"
        onChange={(event) => void take(event.target.files?.[0])}
      />
      {comparing.data?.map((one) => (
        <Note
          key={`${one.seq} ${one.at} ${one.result}`}
          tone={one.result === "same" ? "neutral" : one.result === "removed" ? "warn" : "danger"}
        >
          <span role={one.result === "same" || one.result === "removed" ? "status" : undefined}>
            {words(one, zone)}
          </span>
        </Note>
      ))}
    </Dialog>
  );
}
