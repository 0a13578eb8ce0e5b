import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Plan } from "../api/contract.ts";
import { madePlan } from "../plan/plan.testing.ts";

export const ROSTER = `teams:
  - connection: Acme Docs
    team: Handbook
    members:
      - { email: ada@example.com, role: owner }
      - { email: max@example.com }
`;

export const rosterPlan = (given: Partial<Plan> = {}): Plan => madePlan({ kind: "roster", ...given });

let folder: string | undefined;
/** A file of this test run's folder. */
export function inFolder(name: string): string {
  folder ??= mkdtempSync(path.join(tmpdir(), "rollcall-roster-"));
  return path.join(folder, name);
}
export function write(name: string, text: string): string {
  writeFileSync(inFolder(name), text);
  return inFolder(name);
}
