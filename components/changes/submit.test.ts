import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { submit } from "#components/changes/submit.ts";
import type { FoundSubmission } from "#lib/changes/schema.ts";
import type { WireError } from "#lib/core/errors.ts";

const apply = vi.hoisted(() => vi.fn());
vi.mock("#lib/changes/actions.ts", () => ({ applyAction: apply }));
vi.mock("next/navigation", () => ({
  unstable_rethrow: () => undefined,
  unstable_isUnrecognizedActionError: () => false,
}));

const SUBMISSION = { key: "2f1b9c1e-6f3a-4c52-9a52-0d3f0f6f6a10", changes: [] };
const BEGUN: FoundSubmission = {
  status: "accepted",
  batch: { batchId: "b1", finished: true, changes: [] },
};
type Told = FoundSubmission | "unreachable";
let asked = 0;

/** What the server says about the key, one answer a question; the last one stays. */
function told(...answers: Told[]): void {
  vi.stubGlobal("fetch", async (url: string) => {
    expect(url).toBe(`/api/submissions/${SUBMISSION.key}`);
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (answer === "unreachable") throw new TypeError("Failed to fetch");
    return Response.json(answer);
  });
}
/** Its end as words, once all pauses are over. */
async function ended(): Promise<unknown> {
  const end = submit(SUBMISSION).catch((failure: { error: WireError }) => failure.error);
  await vi.advanceTimersByTimeAsync(120_000);
  return end;
}

beforeEach(() => {
  asked = 0;
  apply.mockReset();
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("submit", () => {
  const lose = () => apply.mockRejectedValue(new TypeError("Failed to fetch"));
  const refuse = (serverError: WireError) => apply.mockResolvedValue({ serverError });

  it("answers what became of it where the answer was lost", async () => {
    lose();
    told("unreachable", "unreachable", BEGUN);
    expect(await ended()).toEqual(BEGUN);
    expect(apply).toHaveBeenCalledTimes(1);
  });

  it("waits while the server is still at it", async () => {
    lose();
    told({ status: "working" }, { status: "working" }, { status: "working" }, BEGUN);
    expect(await ended()).toEqual(BEGUN);
  });

  it("believes that nothing was begun when it was said twice: a request may arrive late", async () => {
    lose();
    told({ status: "none" }, BEGUN);
    expect(await ended()).toEqual(BEGUN);
    asked = 0;
    told({ status: "none" });
    expect(await ended()).toMatchObject({ reason: expect.stringContaining("nothing was begun") });
  });

  it("says that nobody knows where it cannot be asked", async () => {
    lose();
    told("unreachable");
    expect(await ended()).toMatchObject({ reason: expect.stringContaining("cannot be asked") });
  });

  it("asks after a failure of the server too, for something may be begun; not after a refusal", async () => {
    refuse({ code: "INTERNAL", reference: "r1" });
    told(BEGUN);
    expect(await ended()).toEqual(BEGUN);
    told({ status: "none" });
    expect(await ended()).toEqual({ code: "INTERNAL", reference: "r1" });
    refuse({ code: "FORBIDDEN" });
    asked = 0;
    expect(await ended()).toEqual({ code: "FORBIDDEN" });
    expect(asked).toBe(0);
  });

  it("tells of an earlier try that had arrived", async () => {
    refuse({ code: "KEY_REUSED" });
    told(BEGUN);
    expect(await ended()).toMatchObject({ code: "KEY_REUSED" });
  });

  it("asks beside a call that hangs", async () => {
    apply.mockReturnValue(new Promise(() => undefined));
    told({ status: "working" }, BEGUN);
    expect(await ended()).toEqual(BEGUN);
  });
});
