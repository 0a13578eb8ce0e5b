import type { Io } from "../io.ts";
import { redacted, safeJson, shown } from "./clean.ts";
import { alignedTable, type Column, plainTable } from "./table.ts";

const STYLES = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const;
export type Style = keyof typeof STYLES;

export type OutputOptions = { json: boolean; colour: boolean };

/**
 * The only way to the terminal. What a program reads goes to stdout, everything else to stderr; nothing passes that looks
 * like a token, or that was given to `hide`.
 */
export class Output {
  readonly json: boolean;
  readonly isTty: boolean;
  /** Whether somebody watches stderr: where progress is shown. */
  readonly isWatched: boolean;
  readonly width: number;
  readonly #io: Io;
  readonly #colour: boolean;
  readonly #hidden = new Set<string>();
  #hasProgress = false;

  constructor(io: Io, { json, colour }: OutputOptions) {
    this.#io = io;
    this.json = json;
    this.isTty = io.stdout.isTTY === true;
    this.isWatched = io.stderr.isTTY === true;
    this.width = Math.max(40, io.stdout.columns ?? 80);
    const { NO_COLOR, TERM } = io.env;
    this.#colour = colour && !NO_COLOR && TERM !== "dumb";
  }

  /** From here on the text is never printed, nor what it becomes where it is made safe or goes into JSON. */
  hide(secret: string): void {
    for (const form of [secret, secret.trim()])
      for (const written of [
        form,
        shown(form),
        safeJson(form).slice(1, -1),
        safeJson(shown(form)).slice(1, -1),
      ])
        this.#hidden.add(written);
  }

  #clean(text: string): string {
    return redacted(text, this.#hidden);
  }

  /** In a colour, for stdout. The text is made safe first. */
  paint(style: Style, text: string): string {
    const [on, off] = STYLES[style];
    return this.#colour && this.isTty ? `\x1b[${on}m${text}\x1b[${off}m` : text;
  }

  /** A line for whoever reads. With `--json`, stdout is a program's: then it is not printed. */
  line(text = ""): void {
    if (!this.json) this.#io.stdout.write(`${this.#clean(text)}\n`);
  }

  /** A line beside the result: on stderr. */
  note(text: string): void {
    this.#io.stderr.write(`${this.#clean(shown(text))}\n`);
  }

  /** Text on stderr that redraws itself. Only where somebody watches. */
  progress(text: string): void {
    if (!this.isWatched) return;
    this.#hasProgress = true;
    this.#io.stderr.write(`\r\x1b[2K${this.#clean(shown(text))}`);
  }

  /** Takes the last progress away. */
  endProgress(): void {
    if (this.#hasProgress) this.#io.stderr.write("\r\x1b[2K");
    this.#hasProgress = false;
  }

  /** The result for a program, where one asked for it. */
  document(value: unknown): void {
    if (this.json) this.#io.stdout.write(`${this.#clean(safeJson(value))}\n`);
  }

  /** One of several results, each on a line of its own. */
  jsonLine(value: unknown): void {
    if (this.json) this.#io.stdout.write(`${this.#clean(safeJson(value, undefined))}\n`);
  }

  /** Text for a file or another program, as it is: only what was made safe, or is wanted as it is, may come here. */
  raw(text: string): void {
    this.#io.stdout.write(text);
  }

  /** A list: JSON where asked for, aligned for a terminal, else a line a row with tabs. */
  table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], empty: string): void {
    if (this.json) this.document(rows);
    else if (!this.isTty) for (const row of plainTable(columns, rows)) this.line(row);
    else if (rows.length === 0) this.note(empty);
    else
      for (const row of alignedTable(columns, rows, this.width, (head) => this.paint("dim", head)))
        this.line(row);
  }

  /** Names and values under each other. */
  facts(facts: readonly (readonly [name: string, value: string | number | null | undefined])[]): void {
    const widest = Math.max(...facts.map(([name]) => name.length));
    for (const [name, value] of facts) {
      const text = value === null || value === undefined || value === "" ? "–" : shown(String(value));
      this.line(`${this.paint("dim", `${name}:`.padEnd(widest + 1))} ${text}`);
    }
  }
}
