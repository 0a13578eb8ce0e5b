"use client";

import { useId, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/cx.ts";
import { Field } from "#components/ui/field.tsx";
import { INPUT } from "#components/ui/input-classes.ts";
import { MAX_DOTENV_BYTES } from "#lib/changes/rotation/dotenv.ts";
import { grouped } from "#lib/core/grouped.ts";

/** The text of an `.env` file: pasted, or out of a file. Concealed, for it is full of secrets. */
export function DotenvSource({
  text,
  error,
  onChange,
  onError,
}: {
  text: string;
  error: string | undefined;
  onChange: (text: string) => void;
  onError: (problem: string) => void;
}) {
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const [isShown, setShown] = useState(false);
  const lines = text === "" ? 0 : text.split(/\r\n?|\n/).length;
  const take = (next: string) =>
    new Blob([next]).size > MAX_DOTENV_BYTES ? onError("An .env file has at most 1 MB here") : onChange(next);
  const read = async (chosen: File | undefined) => {
    if (!chosen) return;
    if (chosen.size > MAX_DOTENV_BYTES) return onError("An .env file has at most 1 MB here");
    try {
      take(new TextDecoder("utf-8", { fatal: true }).decode(await chosen.arrayBuffer()));
    } catch {
      onError("This file is not text in UTF-8");
    }
  };
  return (
    <Field
      id={id}
      label="Contents"
      error={error}
      hint={
        lines > 0
          ? `${lines === 1 ? "1 line" : `${grouped(lines)} lines`}.`
          : "Paste it, drop a file or choose one: NAME=value a line, with quotes, export and comments as usual."
      }
    >
      <textarea
        id={id}
        className={cx(INPUT.area, "mono", !isShown && "concealed")}
        rows={6}
        value={text}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        data-1p-ignore
        data-lpignore="true"
        data-bwignore
        aria-invalid={error ? true : undefined}
        aria-describedby={`${id}-note`}
        onChange={(event) => take(event.target.value)}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          const [dropped] = event.dataTransfer.files;
          if (!dropped) return;
          event.preventDefault();
          void read(dropped);
        }}
      />
      <div className="flex items-center gap-2 max-sm:flex-wrap">
        <Button icon="file" onClick={() => file.current?.click()}>
          Choose file
        </Button>
        <Button
          variant="plain"
          icon={isShown ? "eyeOff" : "eye"}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          Show contents
        </Button>
        <input
          ref={file}
          type="file"
          className="sr-only"
          tabIndex={-1}
          aria-label=".env file"
          onChange={(event) => {
            void read(event.target.files?.[0]);
            // The same file can be chosen again after it was changed.
            event.target.value = "";
          }}
        />
      </div>
    </Field>
  );
}
