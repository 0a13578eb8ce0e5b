import { answerOf } from "../api/client.ts";
import type { Context } from "../context.ts";
import { EXIT, type ExitCode } from "../exit.ts";
import { patiently, pause, watchBatch } from "./watch.ts";

const EVERY_MS = 5_000;

/** Waits until somebody has decided, then for the batch. What nobody decides in time is said to wait. */
export async function watchApproval(
  context: Context,
  applied: { approvalId: string; url: string },
  minutes: number,
): Promise<ExitCode> {
  const { io, out } = context;
  const api = await context.api();
  const id = applied.approvalId;
  const until = io.now() + minutes * 60_000;
  for (;;) {
    const { state, batchId } = await patiently(context, () =>
      answerOf(api.GET("/approvals/{id}", { params: { path: { id } } })),
    );
    if (state === "approved" && batchId !== null) {
      out.note("It was approved.");
      return watchBatch(context, batchId, { applied: { ...applied, state, batchId } });
    }
    if (state !== "pending" && state !== "approved") {
      out.note(`It was not approved: ${state}.`);
      out.document({ ...applied, state });
      return EXIT.refused;
    }
    if (io.now() >= until) {
      out.note(`Nobody has decided within ${minutes} minutes. It still waits: ${applied.url}`);
      out.document({ ...applied, state });
      return EXIT.waits;
    }
    await pause(context, EVERY_MS, `It still waits for an approval: ${applied.url}`);
  }
}
