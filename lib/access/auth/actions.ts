"use server";
import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { action } from "#lib/access/action/client.ts";
import { formAction } from "#lib/access/action/form.ts";
import { WRONG_CODE } from "#lib/access/two-factor/constants.ts";
import { codeSchema } from "#lib/access/two-factor/schema.ts";
import { createFirstAdmin } from "#lib/access/users/first-admin.ts";
import { joinSchema, resetSchema, setupSchema, signInSchema } from "#lib/access/users/schema.ts";
import { AppError } from "#lib/core/errors.ts";
import { actorOf } from "./actor.ts";
import { enter } from "./enter.ts";
import { joinByLink } from "./invites.ts";
import { clearStep, readDevice, readStep, writeStep } from "./next-auth.ts";
import { resetByLink } from "./passwords.ts";
import { proofSchema } from "./proof-ways.ts";
import { prove } from "./prove.ts";
import { requestOrigin } from "./request.ts";
import { safeReturnTo } from "./return-to.ts";
import { asFirstStep, FIRST_STEP_SECONDS, type FirstStep, passSecondStep } from "./second-step.ts";
import { signIn } from "./sign-in.ts";
import { waitInWords } from "./throttle.ts";

export const signInAction = formAction(
  { permission: null, schema: signInSchema, keep: ["email"] },
  async ({ email, password, returnTo }, { from }) => {
    const outcome = await signIn({ email, password, from, device: await readDevice() });
    if (!outcome.ok && outcome.why === "code") await askForCode(outcome.step, returnTo);
    else if (!outcome.ok) {
      throw outcome.why === "wrong"
        ? new AppError("UNAUTHENTICATED", { reason: "Email or password is wrong" })
        : tooManyAttempts(outcome.retryAfterMs);
    } else {
      await enter(outcome.sessionId, outcome.device);
      redirect(safeReturnTo(returnTo));
    }
  },
);

/** The second step of signing in, for whose two-factor is on. */
export const codeAction = formAction(
  { permission: null, schema: codeSchema, keep: [] },
  async ({ code }, { from }) => {
    const claims = await readStep("second-step");
    const step = asFirstStep(claims);
    const outcome = step
      ? await passSecondStep({ step, code, from, device: await readDevice() })
      : ({ ok: false, why: "expired" } as const);
    if (outcome.ok) {
      await clearStep("second-step");
      await enter(outcome.sessionId, outcome.device);
      redirect(safeReturnTo(claims?.returnTo));
    }
    if (outcome.why === "wait") throw tooManyAttempts(outcome.retryAfterMs);
    if (outcome.why === "wrong") throw new AppError("INVALID_INPUT", { fields: { code: [WRONG_CODE] } });
    await clearStep("second-step");
    throw new AppError("UNAUTHENTICATED", { reason: "This took too long. Go back and sign in again." });
  },
);

/** Keeps the first step in this browser and leads to the page that asks for the code. */
async function askForCode(step: FirstStep, returnTo: string | undefined): Promise<never> {
  await writeStep("second-step", { ...step, returnTo: safeReturnTo(returnTo) }, FIRST_STEP_SECONDS);
  redirect("/sign-in/code");
}

const tooManyAttempts = (retryAfterMs: number): AppError =>
  new AppError("TOO_MANY_ATTEMPTS", {
    reason: `Too many attempts. Try again in ${waitInWords(retryAfterMs)}.`,
  });

export const setupAction = formAction(
  { permission: null, schema: setupSchema, keep: ["code", "name", "email"] },
  async (input, { from }) => {
    await enter(await createFirstAdmin({ ...input, from }));
    redirect("/");
  },
);

export const joinAction = formAction(
  { permission: null, schema: joinSchema, keep: ["name"] },
  async (input, { from }) => {
    await enter(await joinByLink({ ...input, from }));
    redirect("/");
  },
);

export const resetAction = formAction(
  { permission: null, schema: resetSchema, keep: [] },
  async ({ token, password }, { from }) => {
    const passed = await resetByLink(token, password, from);
    if (typeof passed !== "string") return askForCode(passed, "/");
    await enter(passed);
    redirect("/");
  },
);

/** Takes a code or a password as a proof. Throws INVALID_INPUT by the field, TOO_MANY_ATTEMPTS. */
export const proveAction = action
  .metadata({ permission: "profile.stepUp" })
  .inputSchema(proofSchema)
  .action(async ({ parsedInput, ctx: { viewer } }) => {
    const { address } = requestOrigin(await headers());
    await prove(viewer, actorOf(viewer, address), parsedInput);
  });
