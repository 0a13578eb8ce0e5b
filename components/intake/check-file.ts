import type { WorkerAnswer, WorkerAsk } from "#components/intake/check-worker.ts";
import { type Checked, checkContent } from "#lib/changes/intake/check-content.ts";
import { MAX_FILE_BYTES, TOO_LARGE } from "#lib/changes/intake/limits.ts";
import type { UploadKind } from "#lib/changes/intake/schema.ts";

/** What is shorter is read at once: a worker takes longer to start. */
const LONG_BYTES = 100_000;

/** Reads what somebody gave before it is sent; a long one in a worker, so that the page stays usable. */
export async function checkFile(
  kind: UploadKind,
  body: Blob,
  onProgress: (done: number) => void,
  signal: AbortSignal,
): Promise<Checked> {
  if (body.size > MAX_FILE_BYTES) return { refused: TOO_LARGE };
  const bytes = await body.arrayBuffer();
  if (bytes.byteLength < LONG_BYTES) return checkContent(kind, new Uint8Array(bytes), () => {});
  return inWorker({ kind, bytes }, onProgress, signal);
}

function inWorker(ask: WorkerAsk, onProgress: (done: number) => void, signal: AbortSignal): Promise<Checked> {
  const worker = new Worker(new URL("./check-worker.ts", import.meta.url), { type: "module" });
  return new Promise<Checked>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    worker.addEventListener("message", ({ data }: MessageEvent<WorkerAnswer>) => {
      if ("progress" in data) onProgress(data.progress);
      else resolve(data.checked);
    });
    worker.addEventListener("error", () => reject(new Error("the worker could not read the file")));
    worker.postMessage(ask, [ask.bytes]);
  }).finally(() => worker.terminate());
}
