"use client";

import { type ReactNode, useRef, useState } from "react";
import type { Intake } from "#components/intake/use-intake.ts";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/cx.ts";
import { FieldNote } from "#components/ui/field-note.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";

const sizeOf = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1_000))} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Where a list is pasted, a file dropped or chosen; how far it is read. */
export function IntakeField({ intake, label, hint }: { intake: Intake; label: string; hint: ReactNode }) {
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const { file, progress } = intake;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the button does the same as dropping a file
    <div
      className={cx(
        "flex flex-col gap-2 rounded-md",
        isOver && "outline-2 outline-offset-4 outline-accent outline-dashed",
      )}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes("Files")) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        setOver(false);
        const [dropped, second] = event.dataTransfer.files;
        if (!dropped) return;
        event.preventDefault();
        if (second) intake.fail("Drop one file at a time");
        else intake.setFile(dropped);
      }}
    >
      {file ? (
        <>
          <p className="flex min-w-0 items-center gap-2">
            <Icon name="file" />
            <bdi className="clip">{file.name}</bdi>
            <span className="text-small text-muted">{sizeOf(file.size)}</span>
            <Button
              variant="plain"
              size="icon"
              icon="x"
              aria-label={`Take ${file.name} away`}
              onClick={() => intake.setFile(undefined)}
            />
          </p>
          <FieldNote id="intake-note" error={intake.error} />
        </>
      ) : (
        <TextareaField
          label={label}
          value={intake.text}
          rows={5}
          spellCheck={false}
          autoComplete="off"
          error={intake.error}
          hint={hint}
          onChange={(event) => intake.setText(event.target.value)}
        />
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button icon="upload" onClick={() => input.current?.click()}>
          {file ? "Choose another file" : "Choose file"}
        </Button>
        <input
          ref={input}
          type="file"
          className="sr-only"
          tabIndex={-1}
          aria-label="File"
          accept=".csv,.tsv,.txt,text/csv,text/plain,text/tab-separated-values"
          onChange={(event) => {
            const [chosen] = event.target.files ?? [];
            event.target.value = "";
            if (chosen) intake.setFile(chosen);
          }}
        />
        <span className="text-small text-muted">
          or drop one here: CSV or text, up to 10 MB and 50,000 lines
        </span>
      </div>
      {progress !== undefined && (
        <div className="flex items-center gap-2.5">
          <progress
            className="h-1.5 min-w-0 flex-1 accent-accent"
            aria-label="Reading the file"
            value={progress === 1 ? undefined : progress}
            max={1}
          />
          <span className="text-small text-muted" role="status">
            {progress === 1 ? "Sending" : `Reading, ${Math.round(progress * 100)} %`}
          </span>
        </div>
      )}
    </div>
  );
}
