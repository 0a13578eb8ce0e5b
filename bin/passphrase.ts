import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { Misuse } from "./command.ts";

const VARIABLE = "ROLLCALL_BACKUP_PASSPHRASE";

/** Whether one is given before anybody asks. */
export const isPassphraseGiven = (): boolean => Boolean(process.env[VARIABLE]);

/** The passphrase of a backup's keys: from the environment, or typed without being shown, twice where it is a new one. */
export async function askPassphrase(isNew: boolean): Promise<string> {
  const given = process.env[VARIABLE];
  if (given) return given;
  if (!process.stdin.isTTY) throw new Misuse(`no terminal to ask for the passphrase: set ${VARIABLE}.`);
  const first = await typed("Passphrase of the keys: ");
  if (isNew && first !== (await typed("Once more: ")))
    throw new Misuse("the two passphrases are not the same.");
  return first;
}

async function typed(question: string): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  process.stderr.write(question);
  try {
    return await lines.question("");
  } finally {
    lines.close();
    process.stderr.write("\n");
  }
}
