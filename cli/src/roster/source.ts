import { type Document, isNode, LineCounter, parseDocument } from "yaml";
import { usageError } from "../exit.ts";
import { readInput } from "../input/document.ts";
import type { Io } from "../io.ts";
import { shown } from "../output/clean.ts";
import { faultsOf, type Path } from "./shape.ts";

/** References that are followed: enough for lists that teams share, too few for a document that grows without end. */
const MOST_ALIASES = 500;

/** A roster as it stands in a file. */
export type Source = {
  /** In messages: "roster.yaml". */
  name: string;
  roster: Record<string, unknown>;
  /** "roster.yaml:12:5"; of the nearest part that the file has. */
  placeOf: (path: Path) => string;
};

/** A roster of a file in YAML or JSON, or of standard input for "-". Throws a usage error that says where it is none. */
export const readSource = async (io: Pick<Io, "stdin">, file: string): Promise<Source> =>
  sourceOf(await readInput(io, file), file === "-" ? "standard input" : file);

/** The same of a text. JSON is YAML too, so both are told by line. */
export function sourceOf(text: string, name: string): Source {
  const lines = new LineCounter();
  const at = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${name}:${line}:${col}`;
  };
  const document = parsed(text, lines);
  if (document === undefined || document.errors.some(({ message }) => TOO_DEEP.test(message)))
    throw usageError(`${name} cannot be read: its parts stand too deep in each other.`);
  const [fault] = [...document.errors, ...document.warnings];
  if (fault) throw usageError(`${at(fault.pos[0])}: ${shown(fault.message)}`);
  if (document.directives?.yaml.version !== "1.2" && document.directives?.yaml.explicit)
    throw usageError(
      `${name}: write YAML 1.2; the line %YAML asks for an older one, in which words mean something else`,
    );
  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MOST_ALIASES });
  } catch {
    throw usageError(`${name} refers to its own parts more often than is followed (${MOST_ALIASES} times).`);
  }
  const placeOf = (path: Path): string => at(offsetOf(document, path));
  const faults = faultsOf(value);
  if (faults.length > 0)
    throw usageError(faults.map(({ path, words }) => `${placeOf(path)}: ${shown(words)}`).join("\n"));
  return { name, roster: value as Record<string, unknown>, placeOf };
}

/** What the stack says of lists in lists in lists; the parser passes it on as a fault of the text. */
const TOO_DEEP = /call stack/;

/** Reads the safe schema of YAML 1.2 alone: texts, numbers, lists and maps, and no tags of anybody's. */
function parsed(text: string, lines: LineCounter): Document | undefined {
  try {
    return parseDocument(text, {
      ...{ prettyErrors: false, lineCounter: lines, uniqueKeys: true, strict: true },
      ...{ version: "1.2", schema: "core", merge: false, resolveKnownTags: false },
    });
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Where a part begins: its name where it has one, else the nearest part around it that stands in the file. */
function offsetOf(document: Document, path: Path): number {
  for (let length = path.length; length >= 0; length--) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return node.range[0];
  }
  return 0;
}

/** "teams[2].members[5]", as the server writes a place in a roster; undefined for what is none. */
export function pathOf(where: string): Path | undefined {
  if (!/^teams\[\d+\](?:\.members\[\d+\])?(?:\.\w+)?$/.test(where)) return undefined;
  return where
    .split(/[.[\]]+/)
    .filter(Boolean)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
