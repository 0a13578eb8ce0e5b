import type { Plan, PlanLine } from "../api/contract.ts";
import { redacted, shown } from "../output/clean.ts";
import { countWords } from "../plan/print.ts";

/** GitHub takes 65,536 signs of a comment; a part of it is the host's. */
export const MOST_MARKDOWN = 60_000;
/** One line of a plan. */
const MOST_LINE = 400;
const MOST_FINDINGS = 100;
/** By which a pipeline finds its own comment again. */
export const MARK = "<!-- rollcall-roster -->";

const REMOVES = /\.(?:remove|removeMember|delete|deleteLink)$/;
const ADDS = /\.(?:add|invite|create)$/;

/** On one line, without a sign that is not seen, and not too long. */
function plain(text: string): string {
  const line = redacted(shown(text));
  return line.length > MOST_LINE ? `${[...line].slice(0, MOST_LINE - 1).join("")}…` : line;
}

/**
 * Lines as they are: no HTML, link, mention, table or end of the block can be in them. The fence is longer than any that
 * they hold.
 */
function block(kind: string, lines: readonly string[]): string {
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = "`".repeat(longest + 1);
  return [`${fence}${kind}`, ...lines, fence].join("\n");
}

function lineOf(line: PlanLine): string[] {
  const { kind, title, refusal, skip, warnings } = line;
  if (refusal) return [`! ${plain(title)} (cannot be done: ${plain(refusal.reason)})`];
  if (skip !== null) return [`  ${plain(title)} (${plain(skip)})`];
  const sign = REMOVES.test(kind) ? "-" : ADDS.test(kind) ? "+" : "!";
  return [`${sign} ${plain(title)}`, ...warnings.map(({ text }) => `#   ${plain(text)}`)];
}

/** What the plan does, team by team. */
function linesOf(items: readonly PlanLine[]): string[] {
  const byTeam = new Map<string, PlanLine[]>();
  for (const line of items) {
    const team = `${line.team ?? ""}${line.vendor === null ? "" : ` (${line.vendor})`}`;
    const lines = byTeam.get(team) ?? [];
    lines.push(line);
    byTeam.set(team, lines);
  }
  return [...byTeam].flatMap(([team, lines]) => [`# ${plain(team)}`, ...lines.flatMap(lineOf)]);
}

const details = (summary: string, body: string): string =>
  ["<details>", `<summary>${summary}</summary>`, "", body, "", "</details>"].join("\n");

/** As many lines as have room, and how many have none. */
function fitting(lines: readonly string[], room: number): { kept: string[]; more: number } {
  const kept: string[] = [];
  let left = room;
  for (const line of lines) {
    left -= line.length + 1;
    if (left < 0) break;
    kept.push(line);
  }
  return { kept, more: lines.length - kept.length };
}

const isAddress = (url: string): boolean => /^https?:\/\/[\w.:[\]-]+\/[\w./-]*$/.test(url);

/** A plan for a comment: what it does in a part that is opened by hand, what stops it in plain sight. */
export function planMarkdown(plan: Plan, title: string): string {
  const { findings = [], brakes = [], risks, lines, counts, url, digest } = plan;
  const bad = findings.filter(({ tone }) => tone === "bad");
  const parts = [MARK, `### ${title}: ${countWords(plan)}`];
  if (brakes.length > 0)
    parts.push(
      "**Stopped by a brake. Nothing of this is applied.**",
      block(
        "text",
        fitting(
          brakes.map(({ code, team, text }) => plain(`${code}: ${team}: ${text}`)),
          4_000,
        ).kept,
      ),
    );
  if (risks.length > 0)
    parts.push(
      "**To be accepted with the plan:**",
      block(
        "text",
        fitting(
          risks.map(({ code, text }) => plain(`${code}: ${text}`)),
          6_000,
        ).kept,
      ),
    );
  if (bad.length > 0) {
    const { kept } = fitting(
      bad.slice(0, MOST_FINDINGS).map(({ where, text }) => plain(where === "" ? text : `${where}: ${text}`)),
      10_000,
    );
    const more = bad.length - kept.length;
    parts.push(
      details(
        `${bad.length.toLocaleString("en")} of the roster could not be used`,
        block("text", more > 0 ? [...kept, `… and ${more.toLocaleString("en")} more`] : kept),
      ),
    );
  }
  const foot = [
    ...(isAddress(url) ? [`[Look at it in Rollcall](${url})`] : []),
    `digest \`${digest.replaceAll(/[^\w-]/g, "")}\``,
  ].join(" · ");
  if (lines.items.length > 0) {
    const room = MOST_MARKDOWN - parts.join("\n\n").length - foot.length - 600;
    const all = linesOf(lines.items);
    const { kept, more } = fitting(all, room);
    const isCut = more > 0 || lines.items.length < lines.total;
    const summary = `${counts.apply.toLocaleString("en")} ${counts.apply === 1 ? "change" : "changes"}`;
    parts.push(details(summary, block("diff", kept)));
    if (isCut)
      parts.push(
        `This comment is cut: the plan has ${lines.total.toLocaleString("en")} lines, and all of them are in Rollcall.`,
      );
  }
  return `${[...parts, foot].join("\n\n")}\n`;
}
