import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

const urlSafe = (text: string): string => text.replaceAll("+", "-").replaceAll("/", "_");

/** Base64 of whatever holds a text: it may begin at any of three places of a group, and only the middle is sure. */
function base64Forms(text: string): string[] {
  const inner = [0, 1, 2].map((offset) => {
    const whole = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]).toString("base64");
    return whole.slice(offset === 0 ? 0 : 4, -4);
  });
  return inner.flatMap((form) => [form, urlSafe(form)]);
}

/** Every form in which a text of letters and digits could stand somewhere. Its JSON, HTML and form-encoded ones are itself. */
export function formsOf(text: string): Map<string, Buffer> {
  const bytes = Buffer.from(text);
  const hex = bytes.toString("hex");
  const forms = new Map<string, Buffer>([
    ["as it is", bytes],
    ["reversed", Buffer.from([...text].reverse().join(""))],
    ["hexadecimal", Buffer.from(hex)],
    ["hexadecimal, large", Buffer.from(hex.toUpperCase())],
    ["percent-encoded", Buffer.from(hex.replaceAll(/../g, "%$&"))],
    ["percent-encoded, large", Buffer.from(hex.toUpperCase().replaceAll(/../g, "%$&"))],
    ["escaped in JSON", Buffer.from([...bytes].map((byte) => `\\u00${byte.toString(16)}`).join(""))],
    ["UTF-16", Buffer.from(text, "utf16le")],
    ["a list of bytes", Buffer.from([...bytes].join(","))],
  ]);
  for (const [index, form] of base64Forms(text).entries()) forms.set(`base64 (${index})`, Buffer.from(form));
  return forms;
}

/** Something that Rollcall gave out or keeps, and where it was found. */
export type Found = { where: string; content: Buffer | string };

/** Where, and in which form, any of these holds the text. */
export function findIn(all: readonly Found[], text: string): string[] {
  const forms = formsOf(text);
  return all.flatMap(({ where, content }) => {
    const bytes = Buffer.from(content);
    return [...forms].flatMap(([form, needle]) => (bytes.includes(needle) ? [`${where}: ${form}`] : []));
  });
}

/** Every file under a folder, as its bytes: of a database its write-ahead log too. */
export const filesIn = (folder: string, moment: string): Found[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return { where: `${moment}, file ${path.relative(folder, file)}`, content: readFileSync(file) };
    });

/** Every row of every table, as text. */
export function rowsIn(file: string): Found[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
    return tables.map(({ name }) => {
      const rows = database.prepare(`select * from "${name}"`).all();
      return { where: `table ${name}`, content: rows.map((row) => Object.values(row).join("\n")).join("\n") };
    });
  } finally {
    database.close();
  }
}

/** How a process was started, as everybody on the machine may read. */
export const argumentsOf = (pid: number): Found => ({
  where: "arguments of the server's process",
  content: process.platform === "linux" ? readFileSync(`/proc/${pid}/cmdline`) : "",
});

/** Forms in which the search would miss the text, were it there; none when it works. */
export function missedForms(text: string): string[] {
  const planted: [string, Buffer][] = [
    ...[...formsOf(text)].map(([form, needle]): [string, Buffer] => [
      form,
      Buffer.concat([Buffer.from("…"), needle, Buffer.from("…")]),
    ]),
    ...["", "a", "ab"].flatMap((before): [string, Buffer][] => {
      const whole = Buffer.from(`${before}${text}cd`);
      return [
        [`base64 after ${before.length}`, Buffer.from(whole.toString("base64"))],
        [`base64url after ${before.length}`, Buffer.from(whole.toString("base64url"))],
      ];
    }),
  ];
  return planted.flatMap(([form, content]) =>
    findIn([{ where: "", content }], text).length > 0 ? [] : [form],
  );
}
