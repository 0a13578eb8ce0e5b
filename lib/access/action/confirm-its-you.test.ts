import { afterEach, describe, expect, it, vi } from "vitest";
import { askForProofsWith, confirmItsYou } from "./confirm-its-you.ts";
import { callAction } from "./use-action-mutation.ts";

const NEEDED = { serverError: { code: "STEP_UP_NEEDED" as const } };
let stop = (): void => undefined;
afterEach(() => stop());

describe("an action that asks for a proof", () => {
  it("is called again once it was given, with the same input, and nobody notices", async () => {
    stop = askForProofsWith(async () => true);
    const action = vi.fn().mockResolvedValueOnce(NEEDED).mockResolvedValueOnce({ data: "done" });
    expect(await callAction(action, { id: "1" })).toBe("done");
    expect(action.mock.calls).toEqual([[{ id: "1" }], [{ id: "1" }]]);
  });

  it("fails with its code where the person would rather not, or nobody asks", async () => {
    const action = vi.fn().mockResolvedValue(NEEDED);
    await expect(callAction(action, 1)).rejects.toMatchObject({ error: { code: "STEP_UP_NEEDED" } });
    stop = askForProofsWith(async () => false);
    await expect(callAction(action, 1)).rejects.toMatchObject({ error: { code: "STEP_UP_NEEDED" } });
    expect(action).toHaveBeenCalledTimes(2);
  });

  it("does not ask in circles", async () => {
    const ask = vi.fn(async () => true);
    stop = askForProofsWith(ask);
    const action = vi.fn().mockResolvedValue(NEEDED);
    await expect(callAction(action, 1)).rejects.toMatchObject({ error: { code: "STEP_UP_NEEDED" } });
    expect([ask.mock.calls.length, action.mock.calls.length]).toEqual([1, 2]);
  });

  it("asks one question for several at once, and a new one later", async () => {
    const answers: ((isProven: boolean) => void)[] = [];
    stop = askForProofsWith(() => new Promise((resolve) => answers.push(resolve)));
    const both = [confirmItsYou(), confirmItsYou()];
    expect(answers).toHaveLength(1);
    answers[0]?.(true);
    expect(await Promise.all(both)).toEqual([true, true]);
    const later = confirmItsYou();
    expect(answers).toHaveLength(2);
    answers[1]?.(false);
    expect(await later).toBe(false);
  });
});
