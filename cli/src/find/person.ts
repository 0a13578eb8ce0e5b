import { type Api, answerOf } from "../api/client.ts";
import { listAll, type Person } from "../api/rows.ts";
import { CliError, usageError } from "../exit.ts";
import { shown } from "../output/clean.ts";
import { isId, onlyOf } from "./team.ts";

type Found = Pick<Person, "id" | "name" | "emails">;

const describe = ({ id, name, emails }: Found): string =>
  `  ${id}  ${shown(name)}${emails.length > 0 ? ` <${emails.map(shown).join(", ")}>` : ""}`;

/** The person of an e-mail address, an id or a name. Of several who are called so, none is taken. */
export async function findPerson(api: Api, given: string): Promise<Found> {
  // Ids of people are made of several kinds of things: an address and a name are looked for first.
  const people = await listAll(api, "/people", { query: { q: given.slice(0, 200) } });
  const byAddress = people.filter(({ emails }) =>
    emails.some((email) => email.toLowerCase() === given.toLowerCase()),
  );
  const found = byAddress.length > 0 ? byAddress : onlyOf(people, given, ({ name }) => [name]);
  const [person] = found;
  if (person && found.length === 1) return person;
  if (person)
    throw usageError(
      [`“${shown(given)}” are ${found.length} people. Give the id of one:`, ...found.map(describe)].join(
        "\n",
      ),
      { candidates: found.map(({ id, name, emails }) => ({ id, name, emails })) },
    );
  const byId = await personOf(api, given);
  if (byId) return byId;
  const near = people.slice(0, 5).map(describe);
  throw usageError(
    [
      `There is nobody of “${shown(given)}”, or this token does not see them.${near.length > 0 ? " Near it:" : ""}`,
      ...near,
    ].join("\n"),
  );
}

async function personOf(api: Api, id: string): Promise<Found | undefined> {
  if (!isId(id) && !/^\S{1,64}$/.test(id)) return undefined;
  try {
    return await answerOf(api.GET("/people/{id}", { params: { path: { id } } }));
  } catch (error) {
    if (error instanceof CliError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}
