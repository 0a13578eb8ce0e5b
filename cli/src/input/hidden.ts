import { CliError, EXIT, usageError } from "../exit.ts";
import type { Io, Source } from "../io.ts";

const INTERRUPT = "\u0003";
const END = "\u0004";
const ERASE = ["\u007f", "\b"];
const CLEAR = "\u0015";

/** What is piped into stdin, at most `mostBytes` of it. */
export async function readPiped(stdin: Source, mostBytes: number): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    const part = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
    size += part.length;
    if (size > mostBytes)
      throw usageError(`What stands on standard input is larger than ${mostBytes} bytes; it is not read.`);
    parts.push(part);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch {
    throw usageError("What stands on standard input is no text in UTF-8.");
  }
}

/** Asks on the terminal and shows nothing of what is typed. */
export function askHidden(
  { stdin, stderr }: Pick<Io, "stdin" | "stderr">,
  question: string,
): Promise<string> {
  return new Promise((resolve, reject) => {
    let typed = "";
    const end = (then: () => void): void => {
      stdin.removeListener("data", take);
      stdin.setRawMode?.(false);
      stdin.pause();
      stderr.write("\n");
      then();
    };
    const take = (chunk: Buffer | string): void => {
      for (const sign of chunk.toString()) {
        if (sign === INTERRUPT || sign === "\r" || sign === "\n" || sign === END) {
          end(() => {
            if (sign === INTERRUPT) reject(new CliError(EXIT.interrupted, "INTERRUPTED", "Interrupted."));
            else resolve(typed);
          });
          return;
        }
        if (sign === CLEAR) typed = "";
        else if (ERASE.includes(sign)) typed = [...typed].slice(0, -1).join("");
        else typed += sign;
      }
    };
    stderr.write(question);
    stdin.setRawMode?.(true);
    stdin.on("data", take);
    stdin.resume();
  });
}
