import { type Checked, checkContent } from "#lib/changes/intake/check-content.ts";
import type { UploadKind } from "#lib/changes/intake/schema.ts";

export type WorkerAsk = { kind: UploadKind; bytes: ArrayBuffer };
export type WorkerAnswer = { progress: number } | { checked: Checked };

addEventListener("message", async ({ data }: MessageEvent<WorkerAsk>) => {
  const answer = (message: WorkerAnswer) => postMessage(message);
  const checked = await checkContent(data.kind, new Uint8Array(data.bytes), (progress) =>
    answer({ progress }),
  );
  answer({ checked });
});
