import { createReadStream, createWriteStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { AppError } from "#lib/core/errors.ts";
import { type Checkpoint, parseCheckpoints } from "#lib/store/audit/checkpoint-format.ts";
import { verifyEvidence } from "#lib/store/audit/evidence-format.ts";
import { type ExportVerdict, verifyExport } from "#lib/store/audit/verify-export.ts";

const HELP = `npm run audit -- verify FILE [--checkpoint FILE]… [--key=KEY]
npm run audit -- verify-review FILE [--key=KEY]
npm run audit -- export FILE
npm run audit -- checkpoint [FILE]

verify      checks an export of the audit log. Needs the file alone: no store, no keys. A checkpoint that was kept
            elsewhere shows whether the end was cut off or the log was written anew; KEY is the public key that
            Settings, Audit log shows. FILE "-" is standard input. Ends with 0 when the log is sound, else with 1.
verify-review
            checks the signed JSON of an access review, as "verify" does an export: the file and the key are enough.
export      writes the whole log of this instance to a file ("-": standard output), one JSON object a line.
checkpoint  signs the log's head now, and prints it or writes it to a file, to be kept elsewhere.`;

/** What a person at the keyboard did wrong: printed in one line, without a stack. */
class Misuse extends Error {}

const count = (n: number, one: string): string => `${n.toLocaleString("en")} ${n === 1 ? one : `${one}s`}`;

async function readCheckpoints(files: readonly string[]): Promise<Checkpoint[]> {
  const all: Checkpoint[] = [];
  for (const file of files) {
    const found = parseCheckpoints(await readFile(file, "utf8"));
    if (!found) throw new Misuse(`${file} holds no checkpoints.`);
    all.push(...found);
  }
  return all;
}

/** What a sound export proves and what it does not, in sentences. */
function soundWords(
  { verdict, kind, publicKey, head, skipped }: ExportVerdict,
  isKeyKnown: boolean,
): string[] {
  if (!verdict.ok) return [];
  const { events, first, head: last, erased, agreed, tooOld, loose = 0 } = verdict;
  const place = events === 0 ? "" : `, ${first} to ${last.seq}, the last with the hash ${last.hash}`;
  const lines = [`Sound: ${count(events, "event")}${place}.`];
  if (kind === "part") {
    lines.push(
      `It is a part of the log: ${count(skipped, "event")} left out (filter ${JSON.stringify(head?.filter ?? {})}). Each event here is as it was when it was`,
      `hashed, and Rollcall signed that these were all that matched. ${count(loose, "event")} stand without the one before: their place in the log is proven by the whole log alone.`,
    );
  }
  if (kind === "whole" && first > 1)
    lines.push(`Events before ${first} were removed by the retention; a signed record in the log says so.`);
  if (verdict.authenticatedFrom !== undefined)
    lines.push(
      `Events before ${verdict.authenticatedFrom} are older than the MACs of events: they stood so when that one was written, and who wrote them is not known.`,
    );
  if (kind === "bare")
    lines.push(
      "It has no first and last line of an export: events missing at its end show against a checkpoint alone.",
    );
  if (erased > 0)
    lines.push(`The personal data of ${count(erased, "event")} was erased, and that is on record.`);
  if (agreed > 0) lines.push(`It agrees with ${count(agreed, "checkpoint")}.`);
  if (tooOld > 0) lines.push(`${count(tooOld, "checkpoint")} are of events that were removed since.`);
  if (publicKey && !isKeyKnown)
    lines.push(
      `Signed by the key ${publicKey}, which the file itself names: compare it with the one you know.`,
    );
  if (agreed === 0 && kind !== "part")
    lines.push(
      "Without a checkpoint kept elsewhere nobody can tell whether an older copy was put in its place.",
    );
  return lines;
}

function assertKey(key: string | undefined): void {
  if (key !== undefined && !/^[\w-]{43}$/.test(key))
    throw new Misuse("a key is 43 letters, digits, - and _.");
}

async function verify(
  file: string | undefined,
  checkpoints: string[],
  key: string | undefined,
): Promise<boolean> {
  if (!file) throw new Misuse("which file? Give an export of the audit log.");
  assertKey(key);
  const kept = await readCheckpoints(checkpoints);
  const input = file === "-" ? process.stdin : createReadStream(file);
  const failed = new Promise<never>((_, reject) => input.once("error", reject));
  const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  const found = await Promise.race([verifyExport(lines, { checkpoints: kept, publicKey: key }), failed]);
  const { verdict } = found;
  if (verdict.ok) {
    for (const line of soundWords(found, key !== undefined || kept.length > 0)) console.log(line);
    return true;
  }
  console.log(
    `Not sound. The first bad event is ${verdict.seq}${verdict.id ? ` (${verdict.id})` : ""}: ${verdict.reason}.`,
  );
  return false;
}

async function verifyReview(file: string | undefined, key: string | undefined): Promise<boolean> {
  if (!file) throw new Misuse("which file? Give the signed JSON of an access review.");
  assertKey(key);
  const verdict = verifyEvidence(await readFile(file === "-" ? "/dev/stdin" : file, "utf8"), key);
  if (!verdict.ok) {
    console.log(`Not sound: ${verdict.reason}.`);
    return false;
  }
  const { review, people, lists, at, instance } = verdict.payload;
  const missed = lists.filter((list) => !list.isCovered).length;
  const decided = people.filter((one) => one.decision !== null).length;
  console.log(
    `Sound: the access review ${JSON.stringify(review.name)} of ${instance}, taken ${at}, ${review.state}.`,
  );
  console.log(`${count(people.length, "row")}, ${decided.toLocaleString("en")} of them decided.`);
  if (missed > 0)
    console.log(
      `It does not cover ${count(missed, "list")} of ${lists.length.toLocaleString("en")}: the file names them.`,
    );
  if (key === undefined)
    console.log(
      `Signed by the key ${verdict.publicKey}, which the file itself names: compare it with the one you know.`,
    );
  return true;
}

/** Runs with this instance's store open. */
async function withStore(run: () => Promise<void>): Promise<void> {
  const { startStore, stopStore } = await import("#lib/jobs/start-store.ts");
  await startStore();
  try {
    await run();
  } finally {
    await stopStore();
  }
}

const outputTo = (file: string) =>
  file === "-" ? process.stdout : createWriteStream(file, { flags: "wx", mode: 0o600 });

async function exportLog(file: string | undefined): Promise<void> {
  if (!file) throw new Misuse("which file? Give the name of one that is not there yet.");
  await withStore(async () => {
    const [{ exportLines }, { appendEvent }, { transact }] = await Promise.all([
      import("#lib/store/audit/export-lines.ts"),
      import("#lib/store/audit/append.ts"),
      import("#lib/store/db/connection.ts"),
    ]);
    const facts = { format: "jsonl", partial: false, by: "command line" };
    await transact((tx) =>
      appendEvent(tx, { action: "activity.export", actor: "system", outcome: "done", facts }),
    );
    await pipeline(Readable.from(exportLines()), outputTo(file), { end: file !== "-" });
    if (file !== "-") console.log(`The audit log is in ${file}.`);
  });
}

async function checkpoint(file: string | undefined): Promise<void> {
  await withStore(async () => {
    const { makeCheckpoint } = await import("#lib/store/audit/keep-checkpoint.ts");
    const made = `${JSON.stringify(await makeCheckpoint("system"))}\n`;
    await pipeline(Readable.from([made]), outputTo(file ?? "-"), { end: file !== undefined && file !== "-" });
  });
}

/** The arguments, with "--key KEY" as one: parseArgs takes a value that begins with "-" for an option, and keys may. */
function givenArgs(): string[] {
  const args = process.argv.slice(2);
  const at = args.indexOf("--key");
  return at === -1 || at === args.length - 1 ? args : args.toSpliced(at, 2, `--key=${args[at + 1]}`);
}

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    args: givenArgs(),
    allowPositionals: true,
    options: {
      checkpoint: { type: "string", multiple: true, default: [] },
      key: { type: "string" },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [command, file] = positionals;
  if (values.help || command === undefined) return console.log(HELP);
  if (command === "verify") {
    if (!(await verify(file, values.checkpoint, values.key))) process.exitCode = 1;
  } else if (command === "verify-review") {
    if (!(await verifyReview(file, values.key))) process.exitCode = 1;
  } else if (command === "export") await exportLog(file);
  else if (command === "checkpoint") await checkpoint(file);
  else throw new Misuse(`there is no command "${command}".\n\n${HELP}`);
}

try {
  await run();
} catch (error) {
  const line =
    error instanceof AppError
      ? (error.reason ?? error.message)
      : error instanceof Error
        ? error.message
        : error;
  console.error(`rollcall: ${line}`);
  process.exitCode = 1;
}
