import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { comparePictures } from "./screenshots/compare.ts";
import { takeReadmePictures } from "./screenshots/readme.ts";
import { takeAll } from "./screenshots/take.ts";

const HELP = `npm run screenshots                          the README's pictures, into docs/screenshots
npm run screenshots -- --all FOLDER          every page and dialog at 1280, 390 and 1920 px, light and dark
npm run screenshots -- --compare BEFORE [AFTER]
                                             what differs between two such folders; takes the second where it is not given
  --only REGEX    shots of these names alone
  --look REGEX    looks of these names alone, such as 1280-light or 390-dark
  --diffs FOLDER  where --compare draws what differs`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    all: { type: "string" },
    compare: { type: "string" },
    only: { type: "string" },
    look: { type: "string" },
    diffs: { type: "string" },
    help: { type: "boolean" },
  },
});
const chosen = {
  ...(values.only ? { only: new RegExp(values.only) } : {}),
  ...(values.look ? { look: new RegExp(values.look) } : {}),
};
/** npm runs this in the project's folder; a path that was given is meant from where the person is. */
const fromHere = (folder: string): string => path.resolve(process.env.INIT_CWD ?? process.cwd(), folder);

async function main(): Promise<number> {
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  if (values.all) return takeInto(fromHere(values.all));
  if (!values.compare) {
    await takeReadmePictures();
    return 0;
  }
  const given = positionals[0];
  const after = given ? fromHere(given) : mkdtempSync(path.join(tmpdir(), "rollcall-pictures-"));
  const code = given ? 0 : await takeInto(after);
  const diffs = values.diffs ? fromHere(values.diffs) : `${after}-diffs`;
  return comparePictures(fromHere(values.compare), after, diffs, chosen) > 0 ? 1 : code;
}

/** 1 where a shot could not be taken. */
async function takeInto(folder: string): Promise<number> {
  const failed = await takeAll({ folder, ...chosen });
  if (failed.length > 0) console.error(`Not taken: ${failed.join(", ")}`);
  return failed.length > 0 ? 1 : 0;
}

process.exit(await main());
