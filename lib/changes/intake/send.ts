import { ActionFailure, unreachable } from "#lib/access/action/failure.ts";
import { isWireError } from "#lib/access/action/fetch-json.ts";
import { TOO_LARGE } from "./limits.ts";
import type { Upload, UploadKind } from "./schema.ts";

/** Sends a file or a list as it is, from the browser. Throws `ActionFailure`; an aborted one the abort as it is. */
export async function sendUpload(
  kind: UploadKind,
  content: { body: Blob; name: string },
  signal: AbortSignal,
): Promise<Upload> {
  const query = new URLSearchParams({ kind, name: content.name.slice(0, 200) });
  let response: Response;
  try {
    response = await fetch(`/api/uploads?${query}`, {
      method: "POST",
      // Typed as bytes: nothing on the way should take it for a form.
      headers: { "content-type": "application/octet-stream" },
      body: content.body,
      signal,
    });
  } catch (error) {
    if (signal.aborted) throw error;
    throw unreachable();
  }
  if (response.status === 413) throw new ActionFailure({ code: "INVALID_INPUT", reason: TOO_LARGE });
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && answer) return answer as Upload;
  throw new ActionFailure(isWireError(answer) ? answer : { code: "INTERNAL" });
}
