import { ChainWalk, type Verdict } from "./chain-walk.ts";
import { type Checkpoint, isSignedBy } from "./checkpoint-format.ts";
import { type ExportEnd, type ExportHead, LineDigest, parseLine } from "./export-format.ts";

/** What was found in an export, and what kind of one it is. */
export type ExportVerdict = {
  verdict: Verdict;
  /** "whole": the log from its beginning to its head. "part": a filtered one. "bare": lines of events alone. */
  kind: "whole" | "part" | "bare";
  /** The public key that its signatures were held against; undefined for a bare one without a key. */
  publicKey?: string;
  head?: ExportHead;
  /** Numbers that a part leaves out. */
  skipped: number;
};

type Given = { checkpoints?: readonly Checkpoint[]; publicKey?: string | undefined };

/**
 * Verifies an export from its lines alone, one after another, whatever its length. Without `publicKey` the key that the
 * checkpoints or the file itself name is believed: whoever asks has to compare it with one that they know.
 */
export async function verifyExport(
  lines: AsyncIterable<string> | Iterable<string>,
  { checkpoints = [], publicKey }: Given = {},
): Promise<ExportVerdict> {
  const reader = new ExportReader(checkpoints, publicKey);
  for await (const line of lines) if (line.trim() !== "" && !reader.take(line)) break;
  return reader.end();
}

class ExportReader {
  readonly #checkpoints: readonly Checkpoint[];
  readonly #digest = new LineDigest();
  #publicKey: string | undefined;
  #head: ExportHead | undefined;
  #end: ExportEnd | undefined;
  #walk: ChainWalk | undefined;
  #fault: Verdict | undefined;
  #events = 0;
  #lines = 0;
  #skipped = 0;
  #next = 1;

  constructor(checkpoints: readonly Checkpoint[], publicKey: string | undefined) {
    this.#checkpoints = checkpoints;
    this.#publicKey = publicKey ?? checkpoints[0]?.publicKey;
  }

  #fail(reason: string, seq = this.#next): boolean {
    this.#fault ??= { ok: false, seq, reason };
    return false;
  }

  #walker(): ChainWalk {
    this.#walk ??= new ChainWalk(
      { checkpoints: this.#checkpoints, publicKey: this.#publicKey },
      { isPart: this.#head?.partial === true },
    );
    return this.#walk;
  }

  /** Takes a line; false when there is no need to read on. */
  take(line: string): boolean {
    this.#lines++;
    const parsed = parseLine(line);
    if (this.#end) return this.#fail("there are lines after the export's last one");
    if (parsed.kind === "end") return this.#takeEnd(parsed.end);
    this.#digest.add(line);
    switch (parsed.kind) {
      case "bad":
        return this.#fail(`line ${this.#lines} is not one of an export`);
      case "head":
        if (this.#lines > 1) return this.#fail(`line ${this.#lines} begins another export`);
        this.#head = parsed.head;
        this.#publicKey ??= parsed.head.publicKey;
        return parsed.head.publicKey === this.#publicKey || this.#fail("the export names another key");
      case "skipped":
        if (this.#head?.partial !== true) return this.#fail("a whole export leaves nothing out");
        if (parsed.from !== this.#next || parsed.to < parsed.from)
          return this.#fail("what it says it leaves out does not fit");
        this.#skipped += parsed.to - parsed.from + 1;
        this.#next = parsed.to + 1;
        return true;
      case "event": {
        const { event } = parsed;
        if (this.#head?.partial && event.seq !== this.#next)
          return this.#fail("it is missing, and the export does not say that it is left out");
        this.#events++;
        this.#next = event.seq + 1;
        this.#fault = this.#walker().take(event);
        return this.#fault === undefined;
      }
    }
  }

  #takeEnd(end: ExportEnd): boolean {
    this.#end = end;
    if (!this.#head) return this.#fail("the export's first line is missing");
    const { signature, ...said } = end;
    const publicKey = this.#publicKey ?? end.publicKey;
    const isSigned = end.publicKey === publicKey && isSignedBy(said, signature, publicKey);
    if (end.unsigned) return this.#fail(`Rollcall did not sign this export: ${end.unsigned}`);
    const isWhole = end.digest === this.#digest.value() && end.events === this.#events;
    // A signature over other lines: one of them was changed, taken out or put in. The chain names which, where it can.
    if (!isSigned || !isWhole) return this.#fail("the export's signature does not fit its lines");
    return true;
  }

  end(): ExportVerdict {
    const kind = !this.#head ? "bare" : this.#head.partial ? "part" : "whole";
    const walked = this.#fault ?? this.#walker().end();
    return {
      verdict: walked.ok ? (this.#isCutOff(walked) ?? walked) : walked,
      kind,
      ...(this.#publicKey ? { publicKey: this.#publicKey } : {}),
      ...(this.#head ? { head: this.#head } : {}),
      skipped: this.#skipped,
    };
  }

  #isCutOff(walked: Verdict & { ok: true }): Verdict | undefined {
    if (!this.#head) return undefined;
    const seq = this.#next;
    if (!this.#end) return { ok: false, seq, reason: "the export is cut off: its last line is missing" };
    const { head } = this.#end;
    if (!this.#head.partial && (head.seq !== walked.head.seq || head.hash !== walked.head.hash))
      return { ok: false, seq, reason: `events up to ${head.seq} are missing at the end` };
    return undefined;
  }
}
