import path from "node:path";
import { parseArgs } from "node:util";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { type KeysInBackup, writeBackup } from "#lib/store/backup/write.ts";
import { Misuse, runCommand } from "./command.ts";
import { askPassphrase, isPassphraseGiven } from "./passphrase.ts";

const HELP = `npm run backup -- FILE                  the store, without the keys
npm run backup -- FILE --keys           with the keys, under a passphrase (ROLLCALL_BACKUP_PASSPHRASE, or asked for)
npm run backup -- FILE --keys-in-plain  with the keys for everybody to read who gets the file

Works while servers run: the backup is the store as it stood at one moment. "npm run restore -- FILE" puts it back.`;

await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      keys: { type: "boolean", default: false },
      "keys-in-plain": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [name] = positionals;
  if (values.help || !name) return console.log(HELP);
  if (values.keys && values["keys-in-plain"]) throw new Misuse("--keys or --keys-in-plain, not both.");
  if (values["keys-in-plain"] && isPassphraseGiven())
    throw new Misuse("a passphrase is given, and --keys-in-plain would not use it: give one of both.");
  // npm runs its scripts in the repository's folder, wherever it was called.
  const file = path.resolve(process.env.INIT_CWD ?? process.cwd(), name);
  const withKeys: KeysInBackup = values["keys-in-plain"]
    ? "plain"
    : values.keys
      ? { passphrase: await askPassphrase(true) }
      : "none";
  await startStore();
  const { rows, tables, auditHead, sha256 } = await writeBackup(file, withKeys);
  console.log(
    `${file}: ${rows} rows of ${tables} tables, audit log up to event ${auditHead.seq}, sha256 ${sha256}`,
  );
  if (withKeys === "none")
    console.log("The keys are not in it: without them its tokens cannot be opened. Keep them elsewhere.");
  else if (withKeys === "plain")
    console.log("WARNING: the keys are in it in plain. Whoever reads the file can open every token.");
  else console.log("The keys are in it, under the passphrase.");
}, stopStore);
