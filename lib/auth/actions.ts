"use server";
import { redirect } from "next/navigation";
import { formAction } from "#lib/action/form.ts";
import { AppError } from "#lib/errors.ts";
import { createFirstAdmin } from "#lib/users/first-admin.ts";
import { joinSchema, resetSchema, setupSchema, signInSchema } from "#lib/users/schema.ts";
import { enter } from "./enter.ts";
import { joinByLink } from "./invites.ts";
import { readDevice } from "./next-auth.ts";
import { resetByLink } from "./passwords.ts";
import { safeReturnTo } from "./return-to.ts";
import { signIn } from "./sign-in.ts";
import { waitInWords } from "./throttle.ts";

export const signInAction = formAction(
  { permission: null, schema: signInSchema, keep: ["email"] },
  async ({ email, password, returnTo }, { from }) => {
    const outcome = await signIn({ email, password, from, device: await readDevice() });
    if (!outcome.ok) {
      throw outcome.why === "wrong"
        ? new AppError("UNAUTHENTICATED", { reason: "Email or password is wrong" })
        : new AppError("TOO_MANY_ATTEMPTS", {
            reason: `Too many attempts. Try again in ${waitInWords(outcome.retryAfterMs)}.`,
          });
    }
    await enter(outcome.sessionId, outcome.device);
    redirect(safeReturnTo(returnTo));
  },
);

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
    await enter(await resetByLink(token, password, from));
    redirect("/");
  },
);
