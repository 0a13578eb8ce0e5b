import "server-only";
import { existsSync } from "node:fs";
import path from "node:path";
import type { Worker } from "node:worker_threads";
import { StoreError, storeErrorFrom } from "./errors.ts";
import { type Cells, eachOf, type Ran, type ThreadSettings, toRows } from "./sqlite-file.ts";

const SCRIPT = path.join(/* turbopackIgnore: true */ process.cwd(), "lib/store/db/sqlite-thread.mjs");

/** Without anything to write for so long, the thread ends and gives its memory back: another one is there in 30 ms. */
const REST_MS = 2_000;

type Answer = { result: Cells | { changes?: bigint } } | { error: { message: string; errcode?: number } };
type Asked = { resolve: (ran: Ran) => void; reject: (error: unknown) => void };

/**
 * A second writing handle on the file, in a thread of its own: what a sync writes holds up nobody in this process. Whoever
 * uses it has the turn to write, so the two handles never want the same lock. The thread begins with the first statement.
 */
export class WritingThread {
  readonly #settings: ThreadSettings;
  #worker: Worker | undefined;
  /** In the order in which they were asked: the thread answers in the same. */
  #asked: Asked[] = [];
  #waitsForDisk = true;
  #rest: NodeJS.Timeout | undefined;
  #closing: Promise<unknown> | undefined;

  constructor(settings: ThreadSettings) {
    this.#settings = settings;
  }

  /** Whether there can be a thread: its script is where the process was started. */
  static get isThere(): boolean {
    return existsSync(SCRIPT);
  }

  /** Runs a statement. Rejects as `SqliteHandle.run` throws, and with a StoreError where the thread is gone. */
  run(sql: string, parameters: readonly unknown[] = []): Promise<Ran> {
    clearTimeout(this.#rest);
    return new Promise((resolve, reject) => {
      const worker = this.#worker ?? this.#start();
      if (this.#asked.length === 0) worker.ref();
      this.#asked.push({ resolve, reject });
      const each = eachOf(parameters);
      // Rows go as a text: to copy their cells costs both threads more than to write and read it.
      worker.postMessage(each ? { sql, each: JSON.stringify(each) } : { sql, parameters });
    });
  }

  /** Whether a commit waits until the disk has it. */
  async waitForDisk(waits: boolean): Promise<void> {
    if (waits === this.#waitsForDisk && this.#worker) return;
    await this.run(`pragma synchronous = ${waits ? "full" : "normal"}`);
    this.#waitsForDisk = waits;
  }

  /** A transaction is over. */
  rest(): void {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => void this.close(), REST_MS);
    this.#rest.unref();
  }

  /** Closes the handle and ends the thread; the next statement begins another one. */
  async close(): Promise<void> {
    clearTimeout(this.#rest);
    const worker = this.#worker;
    if (worker) {
      this.#worker = undefined;
      worker.ref();
      this.#closing = new Promise((resolve) => worker.once("exit", resolve));
      worker.postMessage("close");
    }
    // Also of a rest that has begun: afterwards nobody has the file open.
    await this.#closing;
  }

  #start(): Worker {
    // Asked for at run time, so that no bundler looks for what a thread runs.
    const { Worker: Thread } = process.getBuiltinModule("node:worker_threads");
    const worker = new Thread(SCRIPT, {
      workerData: this.#settings,
      execArgv: ["--disable-warning=ExperimentalWarning"],
      // It makes hardly anything but garbage, which V8 would let grow to 16 MB.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    worker.on("message", (answer: Answer) => {
      const asked = this.#asked.shift();
      if (this.#asked.length === 0) worker.unref();
      if ("result" in answer) asked?.resolve(ranOf(answer.result));
      else asked?.reject(errorOf(answer.error));
    });
    let cause: unknown;
    worker.on("error", (error) => {
      cause = error;
    });
    worker.on("exit", () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      const gone = storeErrorFrom(cause ?? new StoreError("The thread that writes the store ended."));
      for (const { reject } of this.#asked.splice(0)) reject(gone);
    });
    this.#waitsForDisk = true;
    this.#worker = worker;
    return worker;
  }
}

const ranOf = (result: Cells | { changes?: bigint }): Ran =>
  "cells" in result ? { rows: toRows(result) } : { rows: [], ...result };

/** An error as SQLite threw it in the thread: a message carries no other fields of one. */
const errorOf = ({ message, ...fields }: { message: string }): unknown =>
  storeErrorFrom(Object.assign(new Error(message), fields));
