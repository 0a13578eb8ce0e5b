import path from "node:path";
import { parseArgs } from "node:util";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { appendEvent } from "#lib/store/audit/append.ts";
import { keysInBackup, type Restored, restoreBackup } from "#lib/store/backup/restore.ts";
import type { SignatureOptions } from "#lib/store/backup/signature.ts";
import { keysText } from "#lib/store/crypto/keys.ts";
import { transact } from "#lib/store/db/connection.ts";
import { Misuse, runCommand } from "./command.ts";
import { askPassphrase, isPassphraseGiven } from "./passphrase.ts";

const HELP = `npm run restore -- FILE              puts a backup into an empty data folder or an empty Postgres database
npm run restore -- FILE --show-keys  prints the keys that it holds, as ROLLCALL_KEYS takes them, and restores nothing

The keys come from ROLLCALL_KEYS, from the key file that is in the data folder already, or from the backup itself. All of
it is verified before any of it is put in place, and it overwrites nothing: a store that is not empty is refused. A backup of
either database can be restored into the other.

--keys-in-plain  takes keys that stand in the file for all to read: anybody can have made such a file
--older          takes a backup of an older Rollcall, whose signature says nothing of its passphrase
--with-faults    puts it in place though its audit log or something sealed did not verify`;

const passphrase = () => askPassphrase(false);

async function restore(file: string, options: SignatureOptions & { withFaults: boolean }): Promise<void> {
  const restored = await restoreBackup(file, passphrase, options);
  await startStore();
  const { rows, ended, pausedBatches, heldSchedules, faults } = restored;
  await transact((tx) =>
    appendEvent(tx, {
      action: "backup.restore",
      actor: "system",
      outcome: "done",
      facts: { rows, ...ended, pausedBatches, heldSchedules, faults: faults.length, by: "command line" },
    }),
  );
  for (const line of wordsFor(restored)) console.log(line);
  if (faults.length > 0) throw new Misuse(`${faults.length} things did not verify.`);
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

function wordsFor({
  rows,
  auditHead,
  keys,
  opened,
  ended,
  pausedBatches,
  heldSchedules,
  accounts,
  faults,
}: Restored): string[] {
  const lines = [`Restored ${rows} rows, audit log up to event ${auditHead.seq}.`];
  if (keys === "file") lines.push("The key file was made from the backup.");
  for (const fault of faults) lines.push(`NOT SOUND: ${fault}`);
  if (faults.length === 0) lines.push(`Audit log: verified. Sealed texts opened: ${opened}.`);
  lines.push(
    `Ended: ${plural(ended.sessions, "session")}, ${plural(ended.links, "unused link")}, ${plural(ended.tokens, "API token")}, ${plural(ended.approvals, "request")} for approval with their values. Everybody signs in again.`,
  );
  if (pausedBatches > 0)
    lines.push(
      `${pausedBatches} running batches are paused: look what was done since the backup before they go on.`,
    );
  if (heldSchedules > 0)
    lines.push(
      `${heldSchedules} scheduled or ending by themselves are held: nothing of it is done before somebody runs it.`,
    );
  lines.push(
    "These accounts can sign in as they could then. Check each: who left, has another role, password or recovery codes since?",
  );
  for (const { name, email, role } of accounts) lines.push(`  ${role}\t${email}\t${name}`);
  return lines;
}

await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      "show-keys": { type: "boolean", default: false },
      "keys-in-plain": { type: "boolean", default: false },
      older: { type: "boolean", default: false },
      "with-faults": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [name] = positionals;
  if (values.help || !name) return console.log(HELP);
  const file = path.resolve(process.env.INIT_CWD ?? process.cwd(), name);
  const options = {
    isPassphraseGiven: isPassphraseGiven(),
    plainKeys: values["keys-in-plain"],
    older: values.older,
  };
  if (values["show-keys"])
    console.log(
      keysText(await keysInBackup(file, passphrase, options))
        .trim()
        .replaceAll("\n", ","),
    );
  else await restore(file, { ...options, withFaults: values["with-faults"] });
}, stopStore);
