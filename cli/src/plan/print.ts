import type { Plan, PlanLine, PlanNote } from "../api/contract.ts";
import { shellWord, shown } from "../output/clean.ts";
import type { Output, Style } from "../output/output.ts";

const SIGNS: readonly (readonly [RegExp, string, Style])[] = [
  [/\.(?:remove|removeMember|delete|deleteLink)$/, "-", "red"],
  [/\.(?:add|invite|create)$/, "+", "green"],
];
const TONES: Record<string, Style> = { ok: "green", bad: "red" };

const numbered = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

function signOf({ kind, skip, refusal }: PlanLine): readonly [string, Style] {
  if (refusal) return ["!", "red"];
  if (skip !== null) return ["=", "dim"];
  const [, sign, style] = SIGNS.find(([kinds]) => kinds.test(kind)) ?? [undefined, "~", "yellow" as const];
  return [sign, style];
}

function printLine(out: Output, line: PlanLine): void {
  const [sign, style] = signOf(line);
  const isRefused = line.refusal !== null;
  const why = line.refusal?.reason ?? line.skip;
  const ending = why === null || why === undefined ? "" : ` (${shown(why)})`;
  out.line(`${out.paint(style, sign)} ${shown(line.title)}${isRefused ? out.paint("red", ending) : ending}`);
  if (isRefused || line.skip !== null) return;
  if (line.before !== "" && line.after !== "")
    out.line(out.paint("dim", `    ${shown(line.before)} → ${shown(line.after)}`));
  if (line.irreversible) out.line(out.paint("dim", "    cannot be undone"));
  for (const { text } of line.warnings) out.line(`    ${out.paint("yellow", shown(text))}`);
}

const printNotes = (out: Output, title: string, notes: readonly PlanNote[], style: Style): void => {
  if (notes.length === 0) return;
  out.line();
  out.line(out.paint("bold", title));
  for (const { code, text, count } of notes)
    out.line(
      `  ${out.paint(style, shown(code))}  ${shown(text)}${count > 1 ? ` (${numbered(count, "line")})` : ""}`,
    );
};

/** "3 changes, 1 already so, 2 cannot be done". */
export function countWords({ counts }: Pick<Plan, "counts">): string {
  const { apply, skipped, refused, irreversible } = counts;
  return [
    apply === 0 ? "No changes" : numbered(apply, "change"),
    skipped > 0 ? `${skipped} already so` : "",
    refused > 0 ? `${refused} cannot be done` : "",
    irreversible > 0 ? `${irreversible} cannot be undone` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

/** A plan in words: each line, what must be accepted, what stands in its way, and where to look at it. */
export function printPlan(out: Output, plan: Plan): void {
  const { findings, brakes, lines, counts, seconds } = plan;
  for (const { where, text, tone } of findings)
    out.line(out.paint(TONES[tone] ?? "dim", `${shown(where)}: ${shown(text)}`));
  for (const line of lines.items) printLine(out, line);
  if (lines.items.length < lines.total)
    out.line(
      out.paint(
        "dim",
        `… and ${numbered(lines.total - lines.items.length, "line")} more: ${shown(plan.url)}`,
      ),
    );
  if (lines.total + findings.length > 0) out.line();
  const time = counts.apply > 0 && seconds > 1 ? `, about ${numbered(seconds, "second")}` : "";
  out.line(out.paint("bold", `${countWords(plan)}${time}.`));
  printNotes(out, "Accept each of these with --accept CODE:", plan.risks, "yellow");
  printNotes(out, "For your information:", plan.notes, "dim");
  if (brakes.length > 0) {
    out.line();
    out.line(out.paint("bold", "Nothing is applied while these stand:"));
    for (const { code, team, text } of brakes)
      out.line(`  ${out.paint("red", shown(code))}  ${shown(team)}: ${shown(text)}`);
  }
}

/** What can be done with a plan next, for who reads it on a terminal. */
export function printNext(out: Output, { id, url, counts, risks, brakes }: Plan, file?: string): void {
  out.line();
  out.line(`Look at it: ${shown(url)}`);
  if (counts.apply === 0 || brakes.length > 0) return;
  const accepts = risks.map(({ code }) => ` --accept ${shellWord(code)}`).join("");
  const leaves = counts.refused > 0 ? " --leave-out" : "";
  out.line(`Apply it:   rollcall apply ${shellWord(file ?? id)}${accepts}${leaves}`);
}
