import "server-only";
import { perProcess } from "#lib/core/per-process.ts";

/** What is counted while the server works. Labels come from closed sets: no id, name or address is one. */
export type Counters = {
  vendorCall: (vendor: string, operation: string, outcome: string, seconds: number) => void;
  run: (outcome: string) => void;
  change: (kind: string, outcome: string) => void;
  signIn: (outcome: string) => void;
};

const slot = (): { counters?: Counters | undefined } => perProcess("metrics", () => ({}));

/** The counters of this process; undefined where nobody asked for metrics, and then counting costs one look. */
export const counters = (): Counters | undefined => slot().counters;

export function installCounters(made: Counters | undefined): void {
  slot().counters = made;
}

/** The parts of a vendor's paths that name an operation. Everything else in a path is somebody's id or name. */
const WORDS = new Set(["auth", "session", "teams", "users", "secrets", "user", "orgs", "members", "invites"]);

/** "GET /teams/:id/users": a call without whom it is about. */
export const operationOf = (method: string, path: readonly string[]): string =>
  `${method} /${path.map((segment, index) => (index % 2 === 0 || index === path.length - 1 ? word(segment) : ":id")).join("/")}`;

const word = (segment: string): string => (WORDS.has(segment) ? segment : ":id");
