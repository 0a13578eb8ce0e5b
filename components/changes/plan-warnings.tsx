"use client";

import { countOf, finalWords } from "#components/changes/plan-notes.tsx";
import { Note } from "#components/ui/note.tsx";
import type { Plan } from "#lib/changes/schema.ts";

/** Warnings, skips and refusals of a plan as notes; each sentence once. */
export function PlanWarnings({ plan }: { plan: Plan | undefined }) {
  if (!plan) return null;
  const warnings = new Map(
    plan.changes.flatMap((change) => change.warnings.map((warning) => [warning.text, warning] as const)),
  );
  const refusals = new Set(plan.changes.flatMap((change) => (change.refusal ? [change.refusal.reason] : [])));
  const risky = [...warnings.values()].filter((warning) => warning.confirm);
  const plain = [...warnings.values()].filter((warning) => !warning.confirm);
  return (
    <>
      {refusals.size > 0 && <Notes tone="danger" texts={[...refusals]} />}
      {risky.length > 0 && <Notes tone="warn" texts={risky.map((warning) => warning.text)} />}
      {plain.length > 0 && <Notes tone="neutral" texts={plain.map((warning) => warning.text)} />}
    </>
  );
}

function Notes({ tone, texts }: { tone: "neutral" | "warn" | "danger"; texts: string[] }) {
  return (
    <Note tone={tone}>
      {texts.map((text) => (
        <p key={text}>{text}</p>
      ))}
    </Note>
  );
}

/** Codes that must be acknowledged before this plan is applied. */
export const confirmCodes = (plan: Plan | undefined): string[] => plan?.risks.map(({ code }) => code) ?? [];

/** "1 call, cannot be undone" */
export function planCost(plan: Plan | undefined): string {
  if (!plan) return "";
  return [countOf(plan.calls, "call"), finalWords(plan.counts)].filter(Boolean).join(", ");
}
