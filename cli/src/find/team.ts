import { type Api, answerOf } from "../api/client.ts";
import { listAll, type Team } from "../api/rows.ts";
import { CliError, usageError } from "../exit.ts";
import { shown } from "../output/clean.ts";

/** As Rollcall makes its ids. */
export const isId = (text: string): boolean => /^[0-9a-hjkmnp-tv-z]{26}$/.test(text);

const sameName = (one: string, other: string): boolean =>
  one.normalize("NFC").toLocaleLowerCase("en") === other.normalize("NFC").toLocaleLowerCase("en");

/** Of what was found, the one that is meant by its name: as it is written, else in other letters. */
export function onlyOf<Row>(
  rows: readonly Row[],
  given: string,
  namesOf: (row: Row) => readonly string[],
): readonly Row[] {
  const exact = rows.filter((row) => namesOf(row).includes(given));
  return exact.length > 0 ? exact : rows.filter((row) => namesOf(row).some((name) => sameName(name, given)));
}

const describe = ({ id, name, vendor, belongsTo, kind }: Team): string =>
  `  ${id}  ${shown(name)} (${vendor}${kind === "organization" ? ", everybody" : ""}, ${shown(belongsTo)})`;

/** The team of an id or a name. Where several have the name, all of them are said, and none is taken. */
export async function findTeam(api: Api, given: string): Promise<Team> {
  if (isId(given)) {
    try {
      return await answerOf(api.GET("/teams/{id}", { params: { path: { id: given } } }));
    } catch (error) {
      if (!(error instanceof CliError) || error.code !== "NOT_FOUND") throw error;
      throw usageError(`There is no team of the id ${given}, or this token does not see it.`);
    }
  }
  const teams = await listAll(api, "/teams", { query: { q: given.slice(0, 200) } });
  const named = onlyOf(teams, given, ({ name }) => [name]);
  const [team] = named;
  if (team && named.length === 1) return team;
  if (team)
    throw usageError(
      [
        `“${shown(given)}” is the name of ${named.length} teams. Give the id of one:`,
        ...named.map(describe),
      ].join("\n"),
      { candidates: named.map(({ id, name, vendor, belongsTo }) => ({ id, name, vendor, belongsTo })) },
    );
  const near = teams.slice(0, 5).map(describe);
  throw usageError(
    [
      `There is no team called “${shown(given)}”, or this token does not see it.${near.length > 0 ? " Near it:" : ""}`,
      ...near,
    ].join("\n"),
  );
}
