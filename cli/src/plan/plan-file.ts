import { readFile, writeFile } from "node:fs/promises";
import type { Plan } from "../api/contract.ts";
import { usageError } from "../exit.ts";
import { isId } from "../find/team.ts";
import { readPiped } from "../input/hidden.ts";
import type { Io } from "../io.ts";
import { safeJson } from "../output/clean.ts";

const MOST_BYTES = 64 * 1024 * 1024;

/** A plan by its id, and by its digest where it is known what was reviewed. */
export type PlanRef = { id: string; digest?: string };

/** Keeps a plan as it was reviewed. It holds no secret value: those never come back from the server. */
export async function writePlanFile(file: string, plan: Plan): Promise<void> {
  try {
    await writeFile(file, `${safeJson(plan)}\n`);
  } catch (error) {
    throw usageError(`The plan cannot be written: ${(error as Error).message}`);
  }
}

/** The plan that somebody names: by an id, by a file that `--out` wrote, or "-" for such a file on standard input. */
export async function readPlanRef(io: Pick<Io, "stdin">, given: string): Promise<PlanRef> {
  if (isId(given)) return { id: given };
  const text = given === "-" ? await readPiped(io.stdin, MOST_BYTES) : await readText(given);
  let plan: unknown;
  try {
    plan = JSON.parse(text);
  } catch {
    plan = undefined;
  }
  const { id, digest } = (plan ?? {}) as { id?: unknown; digest?: unknown };
  if (typeof id !== "string" || typeof digest !== "string")
    throw usageError(`${given === "-" ? "Standard input" : given} is no plan: it has no id and digest.`);
  return { id, digest };
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw usageError(
      isMissing
        ? `“${file}” is neither the id of a plan nor a file.`
        : `${file} cannot be read: ${(error as Error).message}`,
    );
  }
}
