import type { Plan } from "../api/contract.ts";
import { CliError } from "../exit.ts";
import { pathOf, type Source } from "./source.ts";

/** A plan whose findings say where in the file they are. */
export const placed = (plan: Plan, source: Source): Plan => ({
  ...plan,
  findings: (plan.findings ?? []).map((finding) => {
    const path = pathOf(finding.where);
    return path ? { ...finding, where: source.placeOf(path) } : finding;
  }),
});

/** Whether something of a roster could not be used: the roster says it, and no plan makes it so. */
export const hasBad = ({ findings = [] }: Plan): boolean => findings.some(({ tone }) => tone === "bad");

/** What the server says of a roster's fields, each with its line; another error as it is. */
export function placedError(error: unknown, source: Source): unknown {
  if (!(error instanceof CliError) || error.code !== "INVALID_INPUT") return error;
  const { fields } = error.more as { fields?: Record<string, string[]> };
  const lines = Object.entries(fields ?? {}).flatMap(([name, texts]) => {
    const [first, ...path] = name.split(".");
    return first === "roster"
      ? texts.map(
          (text) =>
            `${source.placeOf(path.map((part) => (/^\d+$/.test(part) ? Number(part) : part)))}: ${text}`,
        )
      : [];
  });
  return lines.length === 0 ? error : new CliError(error.exit, error.code, lines.join("\n"), error.more);
}
