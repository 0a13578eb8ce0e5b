import "server-only";
import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { z } from "zod";
import { assertOwnOrigin } from "#lib/access/auth/origin.ts";
import { type RequestOrigin, requestOrigin } from "#lib/access/auth/request.ts";
import { requireViewer } from "#lib/access/auth/session.ts";
import { requireStepUp } from "#lib/access/auth/step-up.ts";
import { seeingAs } from "#lib/access/grants/scope.ts";
import { env } from "#lib/core/env.ts";
import { AppError } from "#lib/core/errors.ts";
import { type Permission, STEP_UP, type Viewer } from "#lib/core/permissions.ts";
import type { FormState } from "./form-state.ts";
import { toWireError } from "./wire-error.ts";
import { fieldsOf } from "./zod-fields.ts";

type Options<S extends z.ZodType, P extends Permission | null> = {
  /** null: for people who are not signed in. */
  permission: P;
  schema: S;
  /** Fields that keep what was typed when the form comes back. Never one that holds a password. */
  keep: readonly string[];
};
type Context<P> = { viewer: P extends null ? null : Viewer; from: RequestOrigin };
type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

/** Whoever calls an action by its id may send anything in a form's place. */
const textsOf = (form: unknown): Record<string, string> =>
  Object.fromEntries(
    (form instanceof FormData ? [...form] : []).filter(
      (entry): entry is [string, string] => typeof entry[1] === "string" && !entry[0].startsWith("$"),
    ),
  );

/**
 * A server action for `useActionState` that works before hydration too: a posted form in, the form's next state out.
 * Checks the request's origin and the permission as the other actions do. `run` may redirect.
 */
export function formAction<S extends z.ZodType, P extends Permission | null>(
  { permission, schema, keep }: Options<S, P>,
  run: (input: z.output<S>, context: Context<P>) => Promise<void>,
): FormAction {
  return async (previous, form) => {
    const texts = textsOf(form);
    const kept = keep
      .filter((name) => name in texts)
      .map((name) => [name, (texts[name] ?? "").slice(0, 400)]);
    const before = typeof previous?.answers === "number" ? previous.answers : 0;
    const answer = { values: Object.fromEntries(kept), answers: before + 1 };
    try {
      const sent = await headers();
      assertOwnOrigin(sent, env().ROLLCALL_URL);
      const viewer = permission === null ? null : await requireViewer(permission);
      if (viewer && permission !== null && STEP_UP.has(permission)) await requireStepUp(viewer);
      const parsed = schema.safeParse(texts);
      if (!parsed.success) throw new AppError("INVALID_INPUT", { fields: fieldsOf(parsed.error) });
      const context = { viewer: viewer as Context<P>["viewer"], from: requestOrigin(sent) };
      await (viewer === null ? run(parsed.data, context) : seeingAs(viewer, () => run(parsed.data, context)));
      return { ...answer, values: {}, isDone: true };
    } catch (error) {
      unstable_rethrow(error);
      return { ...answer, error: toWireError(error, { form: permission ?? "public" }) };
    }
  };
}
