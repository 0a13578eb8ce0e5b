"use client";

import { useEffect, useEffectEvent, useRef, useState } from "react";
import { checkFile } from "#components/intake/check-file.ts";
import { ActionFailure, callAction } from "#lib/access/action/use-action-mutation.ts";
import { dropUploadAction } from "#lib/changes/intake/actions.ts";
import { otherFormatByName } from "#lib/changes/intake/decode.ts";
import type { UploadKind } from "#lib/changes/intake/schema.ts";
import { sendUpload } from "#lib/changes/intake/send.ts";
import { errorWords } from "#lib/core/error-words.ts";

export type Intake = ReturnType<typeof useIntake>;

/** What was typed, pasted or dropped: read here, sent once, and known by the id that it got. */
export function useIntake(kind: UploadKind, initialText = "") {
  const [text, setText] = useState(initialText);
  const [file, setFile] = useState<File>();
  const [uploadId, setUploadId] = useState<string>();
  const [error, setError] = useState<string>();
  /** Undefined when nothing is being read; 1 while it is sent. */
  const [progress, setProgress] = useState<number>();
  const running = useRef<AbortController>(undefined);
  const kept = useRef<string>(undefined);

  const forget = () => {
    running.current?.abort();
    running.current = undefined;
    const id = kept.current;
    kept.current = undefined;
    if (id) callAction(dropUploadAction, { uploadId: id }).catch(() => {});
  };
  const leave = useEffectEvent(() => forget());
  useEffect(() => () => leave(), []);

  const change = () => {
    forget();
    setUploadId(undefined);
    setError(undefined);
    setProgress(undefined);
  };

  const send = async () => {
    if (progress !== undefined || uploadId !== undefined) return;
    const body: Blob = file ?? new Blob([text], { type: "text/plain" });
    if (body.size === 0 || (!file && !text.trim()))
      return setError(
        kind === "roster" ? "Paste a roster or choose a file" : "Give at least one address or a file",
      );
    const control = new AbortController();
    running.current = control;
    setError(undefined);
    setProgress(0);
    try {
      const checked = await checkFile(kind, body, setProgress, control.signal);
      control.signal.throwIfAborted();
      if ("refused" in checked) return setError(checked.refused);
      setProgress(1);
      const upload = await sendUpload(kind, { body, name: file?.name ?? "" }, control.signal);
      if (control.signal.aborted)
        return callAction(dropUploadAction, { uploadId: upload.id }).catch(() => {});
      kept.current = upload.id;
      setUploadId(upload.id);
    } catch (failure) {
      if (control.signal.aborted) return undefined;
      setError(
        failure instanceof ActionFailure
          ? errorWords(failure.error)
          : "This could not be read in the browser",
      );
    } finally {
      if (running.current === control) setProgress(undefined);
    }
    return undefined;
  };

  return {
    kind,
    text,
    file,
    uploadId,
    error,
    progress,
    send,
    setText: (next: string) => {
      change();
      setText(next);
    },
    /** Takes a file; one that cannot be read as text is refused before anything is sent. */
    setFile: (next: File | undefined) => {
      change();
      const refused = next && otherFormatByName(next.name);
      setFile(refused ? undefined : next);
      if (refused) setError(refused);
    },
    fail: setError,
    /** It was used: the server has forgotten it by itself. */
    release: () => {
      kept.current = undefined;
    },
  };
}
