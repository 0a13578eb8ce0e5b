/** A part of a roster: names of fields, and places in lists. */
export type Path = readonly (string | number)[];
/** What stands wrong in a roster's shape, and where. */
export type Fault = { path: Path; words: string };

/** The fields of a roster and of its parts. What they may hold is the server's to say. */
export const FIELDS = {
  roster: ["$schema", "teams", "removeOthers", "allow", "minimumAdmins", "maximumRemoved"],
  team: ["connection", "vendor", "team", "id", "members"],
  member: ["email", "userId", "role", "until", "again"],
} as const;

/** As the server has them. */
export const MOST_TEAMS = 5_000;
export const MOST_MEMBERS = 50_000;
/** So many faults are said. */
const MOST_FAULTS = 20;

type Part = Record<string, unknown>;
const isPart = (value: unknown): value is Part =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * What of a document is no roster: fields that there are not, lists that are none, more people than are taken. It looks at
 * each part that a roster has once and at nothing else, however often the document refers to it.
 */
export function faultsOf(document: unknown): Fault[] {
  const faults: Fault[] = [];
  const say = (path: Path, words: string) => {
    if (faults.length < MOST_FAULTS) faults.push({ path, words });
  };
  const fieldsOf = (value: unknown, what: keyof typeof FIELDS, path: Path): Part | undefined => {
    if (!isPart(value)) {
      say(path, `a ${what} is written as names and values`);
      return undefined;
    }
    const known: readonly string[] = FIELDS[what];
    for (const name of Object.keys(value))
      if (!known.includes(name))
        say(
          [...path, name],
          `there is no field ${JSON.stringify(name.slice(0, 60))} of a ${what}: it has ${known.join(", ")}`,
        );
      else if (typeof value[name] === "object" && value[name] !== null && !LISTS.has(name))
        say([...path, name], `${name} is one text or number`);
    return value;
  };
  const roster = fieldsOf(document, "roster", []);
  if (!roster) return faults;
  const teams = listOf(roster.teams, ["teams"], MOST_TEAMS, say);
  let people = 0;
  for (const [index, given] of teams.entries()) {
    const path = ["teams", index];
    const team = fieldsOf(given, "team", path);
    if (!team) continue;
    const members = listOf(team.members, [...path, "members"], MOST_MEMBERS, say);
    people += members.length;
    if (people > MOST_MEMBERS) {
      say(
        path,
        `a roster has at most ${MOST_MEMBERS.toLocaleString("en")} members: split it into several files`,
      );
      return faults;
    }
    for (const [place, member] of members.entries()) {
      if (faults.length >= MOST_FAULTS) return faults;
      fieldsOf(member, "member", [...path, "members", place]);
    }
  }
  return faults;
}

const LISTS: ReadonlySet<string> = new Set(["teams", "members", "allow"]);

function listOf(
  value: unknown,
  path: Path,
  most: number,
  say: (path: Path, words: string) => void,
): readonly unknown[] {
  if (!Array.isArray(value)) {
    say(
      path,
      value === undefined ? "the list is missing" : "this is written as a list, each beginning with -",
    );
    return [];
  }
  if (value.length <= most) return value;
  say(path, `this list has at most ${most.toLocaleString("en")} entries: split it into several files`);
  return [];
}
