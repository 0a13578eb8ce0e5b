"use client";
import { type UseMutationOptions, type UseMutationResult, useMutation } from "@tanstack/react-query";
import {
  unstable_isUnrecognizedActionError as isUnrecognizedActionError,
  unstable_rethrow,
} from "next/navigation";
import type { ErrorCode, WireError } from "#lib/core/errors.ts";
import { confirmItsYou } from "./confirm-its-you.ts";
import { ActionFailure, fieldErrorsOf, noAnswer } from "./failure.ts";

export { ActionFailure } from "./failure.ts";

type AnyResult = { data?: unknown; serverError?: WireError | undefined; validationErrors?: unknown };
type DataOf<Result> = Result extends { data: infer Data } ? Data : never;

/**
 * Done twice it is done once: where the answer is lost, it is sent again, and says how things are now. A code: the second
 * one's refusal with it says that the first one worked (what was deleted is gone).
 */
export type Again = true | ErrorCode;
const AGAIN_AFTER_MS = 700;

/**
 * Calls a server action and returns its data, or throws `ActionFailure`. One that asks for a proof is called again once the
 * person gave it: whoever calls knows nothing of that.
 */
export async function callAction<Input, Result extends AnyResult>(
  action: (input: Input) => Promise<Result>,
  input: Input,
  again?: Again,
): Promise<DataOf<Result>> {
  try {
    return await callOnce(action, input);
  } catch (failure) {
    if (again === undefined || !(failure instanceof ActionFailure && failure.isLost)) throw failure;
  }
  await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
  try {
    return await callOnce(action, input);
  } catch (failure) {
    if (!(failure instanceof ActionFailure)) throw failure;
    if (failure.error.code === again) return undefined as DataOf<Result>;
    throw failure.isLost ? noAnswer(true) : failure;
  }
}

async function callOnce<Input, Result extends AnyResult>(
  action: (input: Input) => Promise<Result>,
  input: Input,
): Promise<DataOf<Result>> {
  let result = await answerOf(action, input);
  if (result?.serverError?.code === "STEP_UP_NEEDED" && (await confirmItsYou()))
    result = await answerOf(action, input);
  if (result?.serverError) throw new ActionFailure(result.serverError);
  if (result?.validationErrors) {
    throw new ActionFailure({ code: "INVALID_INPUT", fields: fieldErrorsOf(result.validationErrors) });
  }
  return result?.data as DataOf<Result>;
}

async function answerOf<Input>(
  action: (input: Input) => Promise<AnyResult>,
  input: Input,
): Promise<AnyResult | undefined> {
  try {
    return await action(input);
  } catch (error) {
    unstable_rethrow(error);
    // An action that is itself made of calls has its words already.
    if (error instanceof ActionFailure) throw error;
    if (isUnrecognizedActionError(error)) {
      throw new ActionFailure({
        code: "INTERNAL",
        reason: "Rollcall was updated meanwhile. Reload the page and try again.",
      });
    }
    throw noAnswer(false);
  }
}

/** A server action as a TanStack mutation; it rejects with `ActionFailure` alone. */
export function useActionMutation<Input, Result extends AnyResult, Context = unknown>(
  action: (input: Input) => Promise<Result>,
  {
    again,
    ...options
  }: Omit<UseMutationOptions<DataOf<Result>, ActionFailure, Input, Context>, "mutationFn"> & {
    again?: Again;
  } = {},
): UseMutationResult<DataOf<Result>, ActionFailure, Input, Context> {
  return useMutation<DataOf<Result>, ActionFailure, Input, Context>({
    // Offline must fail with a reason instead of waiting unseen.
    networkMode: "always",
    retry: false,
    ...options,
    mutationFn: (input) => callAction(action, input, again),
  });
}
