import { parseArgs } from "node:util";
import { startStore, stopStore } from "#lib/jobs/start-store.ts";
import { checkpointKey } from "#lib/store/audit/checkpoint.ts";
import { addKey, countSealed, KeysAreGiven, retireKey, rotateKeys } from "#lib/store/crypto/change-keys.ts";
import { keyIds } from "#lib/store/crypto/key-ring.ts";
import { rotateSessionSecret, sessionSecretSince } from "#lib/store/crypto/session-secret.ts";
import { hasKeyFile } from "#lib/store/crypto/start-key-ring.ts";
import { verifySealed } from "#lib/store/crypto/verify-keys.ts";
import { listSaid } from "#lib/store/db/presence.ts";
import { Misuse, runCommand } from "./command.ts";

const HELP = `npm run keys -- list              which keys there are, and what needs them
npm run keys -- add               adds a key that opens and does not seal yet
npm run keys -- rotate [id]       a new key (or the one named) seals from now on, and all that is sealed is sealed again
npm run keys -- rotate --session  a new secret for session cookies: everybody is signed out
npm run keys -- retire <id>       takes a key out, unless something still needs it
npm run keys -- verify            opens everything that is sealed

All of it works while servers run: they take up a changed key file within two seconds. Where the keys are given in
ROLLCALL_KEYS, the command says what to set it to instead. Killed half-way, a rotation goes on when it is run again.`;

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? "" : "s"}`;

async function list(): Promise<void> {
  const counts = await countSealed();
  const servers = await listSaid("keys.process");
  for (const [index, id] of keyIds().entries()) {
    const uses = [plural(counts.get(id) ?? 0, "sealed text")];
    const sealing = servers.filter((server) => server.what === id);
    if (sealing.length > 0) uses.push(`sealed with by ${plural(sealing.length, "server")}`);
    console.log([id, index === 0 ? "seals" : "opens", ...uses].join("\t"));
    counts.delete(id);
  }
  for (const [id, count] of counts)
    console.log([id || "(none)", id ? "MISSING" : "NOT SEALED", plural(count, "sealed text")].join("\t"));
  const since = await sessionSecretSince();
  console.log(`\nKeys from           ${hasKeyFile() ? "the key file of the data folder" : "ROLLCALL_KEYS"}`);
  console.log(
    `Session secret      ${since ? `rotated ${since}` : "derived from the key ring, never rotated"}`,
  );
  console.log(`Audit public key    ${checkpointKey()}  (Ed25519; rotating keys does not change it)`);
}

async function rotate(wanted: string | undefined, isSession: boolean): Promise<void> {
  if (isSession) {
    if (wanted) throw new Misuse("--session takes no key.");
    const ended = await rotateSessionSecret();
    console.log(
      `The session secret is a new one. ${plural(ended, "session")} ended: everybody signs in again.`,
    );
    return;
  }
  const { key, how, resealed, refused } = await rotateKeys(wanted);
  const said = {
    made: `${key} is new and seals from now on.`,
    chosen: `${key} seals from now on.`,
    "went on": `Went on with an interrupted rotation to ${key}.`,
    joined: `Another command was rotating: ${key} seals from now on.`,
  };
  console.log(`${said[how]} ${plural(resealed, "text")} sealed again.`);
  if (refused > 0)
    throw new Misuse(`${plural(refused, "text")} did not open; "npm run keys -- verify" names them.`);
}

async function verify(): Promise<void> {
  const { opened, refused } = await verifySealed();
  for (const { where, row, why } of refused) console.log(`REFUSED\t${where}\t${row}\t${why}`);
  console.log(`${plural(opened, "sealed text")} opened, ${refused.length} refused.`);
  if (refused.length > 0) process.exitCode = 1;
}

await runCommand(async () => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      session: { type: "boolean", default: false },
      help: { type: "boolean", short: "h", default: false },
    },
  });
  const [command, id] = positionals;
  if (values.help || command === undefined) return console.log(HELP);
  await startStore();
  try {
    if (command === "list") await list();
    else if (command === "add")
      console.log(`${await addKey()} is in the ring; it opens and does not seal yet.`);
    else if (command === "rotate") await rotate(id, values.session);
    else if (command === "retire") {
      if (!id) throw new Misuse('which key? "npm run keys -- list" shows them.');
      await retireKey(id);
      console.log(`${id} is out of the ring. Backups made before still need it.`);
    } else if (command === "verify") await verify();
    else throw new Misuse(`there is no command "${command}".\n\n${HELP}`);
  } catch (error) {
    if (!(error instanceof KeysAreGiven)) throw error;
    console.log(`${error.message}:\n${error.value}`);
  }
}, stopStore);
