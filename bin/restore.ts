import path from "node:path";
import { parseArgs } from "node:util";
import { verifyLog } from "#lib/audit/verify.ts";
import { keysInBackup, restoreBackup } from "#lib/backup/restore.ts";
import { keysText } from "#lib/crypto/keys.ts";
import { verifySealed } from "#lib/crypto/verify-keys.ts";
import { startStore, stopStore } from "#lib/db/start.ts";
import { Misuse, runCommand } from "./command.ts";
import { askPassphrase } from "./passphrase.ts";

const HELP = `npm run restore -- FILE              puts a backup into an empty data folder or an empty Postgres database
npm run restore -- FILE --show-keys  prints the keys that it holds, as ROLLCALL_KEYS takes them, and restores nothing

The keys come from ROLLCALL_KEYS, from the key file that is in the data folder already, or from the backup itself. It
overwrites nothing: a store that is not empty is refused. A backup of either database can be restored into the other.`;

const passphrase = () => askPassphrase(false);

async function restore(file: string): Promise<void> {
  const { rows, auditHead, pausedBatches, keys } = await restoreBackup(file, passphrase);
  console.log(`Restored ${rows} rows, audit log up to event ${auditHead.seq}.`);
  if (keys === "file") console.log("The key file was made from the backup.");
  await startStore();
  const verdict = await verifyLog();
  const { opened, refused } = await verifySealed();
  console.log(
    `Audit log: ${verdict.ok ? "verified" : "NOT SOUND, run its verifier"}. Sealed texts opened: ${opened}.`,
  );
  console.log("Everybody signs in again.");
  if (pausedBatches > 0)
    console.log(
      `${pausedBatches} running batches are paused: look what was done since the backup before they go on.`,
    );
  if (!verdict.ok || refused.length > 0)
    throw new Misuse(`${refused.length} sealed texts did not open; "npm run keys -- verify" names them.`);
}

await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      "show-keys": { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [name] = positionals;
  if (values.help || !name) return console.log(HELP);
  const file = path.resolve(process.env.INIT_CWD ?? process.cwd(), name);
  if (values["show-keys"])
    console.log(
      keysText(await keysInBackup(file, passphrase))
        .trim()
        .replaceAll("\n", ","),
    );
  else await restore(file);
}, stopStore);
