import type { Brake } from "#lib/changes/roster/schema.ts";
import { AppError } from "#lib/core/errors.ts";

/** A brake of a roster stands: nothing of its plan is applied. */
export class BrakeError extends AppError {
  readonly brakes: readonly Brake[];

  constructor(brakes: readonly Brake[]) {
    super("BRAKE", { reason: brakes[0]?.text ?? "A brake stops this plan", more: { brakes } });
    this.name = "BrakeError";
    this.brakes = brakes;
  }
}
