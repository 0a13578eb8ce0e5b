import type { Command } from "commander";
import { usageError } from "../exit.ts";
import { atOf } from "../input/times.ts";
import type { ApplyOptions } from "../plan/apply.ts";

export type GivenApplyOptions = {
  accept?: string[];
  leaveOut?: boolean;
  name?: string;
  at?: string;
  wait?: boolean;
  waitMinutes?: string;
};

const collect = (given: string, before: string[] = []): string[] => [...before, given];

export const withAccept = (command: Command): Command =>
  command.option("--accept <code>", "accept a risk of the plan by its code; may be given again", collect);

/** The options of everything that applies a plan. */
export const withApplyOptions = (command: Command): Command =>
  withAccept(command)
    .option("--leave-out", "apply what can be done, and leave out what cannot")
    .option("--name <name>", "what the batch is called")
    .option("--at <time>", "when to do it, as 2026-12-04T17:00Z; now where absent")
    .option("--wait", "wait for an approval where one is needed, and for the end of the batch")
    .option("--wait-minutes <minutes>", "how long to wait for an approval (60)");

export function applyOptionsOf(given: GivenApplyOptions): ApplyOptions {
  const { accept, leaveOut, name, at, wait, waitMinutes = "60" } = given;
  if (!/^[1-9]\d{0,4}$/.test(waitMinutes)) throw usageError("--wait-minutes is a whole number from 1.");
  return {
    ...(accept === undefined ? {} : { accept }),
    ...(leaveOut === undefined ? {} : { leaveOut }),
    ...(name === undefined ? {} : { name }),
    ...(at === undefined ? {} : { at: atOf(at) }),
    ...(wait === undefined ? {} : { wait }),
    waitMinutes: Number(waitMinutes),
  };
}
