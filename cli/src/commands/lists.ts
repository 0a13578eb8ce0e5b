import type { Command } from "commander";
import { answerOf } from "../api/client.ts";
import { type ListPath, listAll } from "../api/rows.ts";
import { EXIT } from "../exit.ts";
import { findPerson } from "../find/person.ts";
import { findTeam } from "../find/team.ts";
import type { Column } from "../output/table.ts";
import type { Runner } from "../run.ts";
import {
  CONNECTION_COLUMNS,
  EVENT_COLUMNS,
  MEMBER_COLUMNS,
  MEMBERSHIP_COLUMNS,
  PERSON_COLUMNS,
  REVIEW_COLUMNS,
  SCHEDULE_COLUMNS,
  SECRET_COLUMNS,
  TEAM_COLUMNS,
} from "./columns.ts";
import { type ListOptions, limitOf, queryOf, withListOptions } from "./filters.ts";

/** Of what never ends, so many of the newest where nobody says how many. */
const NEWEST = 100;

type Read = { most: number; query: ReturnType<typeof queryOf> };
const asked = (
  options: ListOptions,
  given: Record<string, string | undefined> = {},
  most?: number,
): Read => ({
  most: limitOf(options, most),
  query: queryOf(options, given),
});

/** A command that lists what one path answers. */
function addList<Path extends ListPath>(
  program: Command,
  runner: Runner,
  {
    name,
    words,
    path,
    columns,
    empty,
    most,
  }: {
    name: string;
    words: string;
    path: Path;
    columns: readonly Column<Awaited<ReturnType<typeof listAll<Path>>>[number]>[];
    empty: string;
    most?: number;
  },
): void {
  const command = program.command(name).description(words);
  withListOptions(command, most === undefined ? "all" : String(most));
  const hasQuery = name.includes(" [query]");
  command.action(
    runner.action(async (context, ...given) => {
      const options = given.at(-1) as ListOptions;
      const q = hasQuery ? (given[0] as string | undefined) : undefined;
      const rows = await listAll(
        await context.api(),
        path,
        asked(options, q === undefined ? {} : { q }, most),
      );
      context.out.table(columns, rows, empty);
      return EXIT.done;
    }),
  );
}

/** The commands that read lists. */
export function addLists(program: Command, runner: Runner): void {
  addList(program, runner, {
    name: "connections",
    words: "list the connections to vendors",
    path: "/connections",
    columns: CONNECTION_COLUMNS,
    empty: "There is no connection yet.",
  });
  addList(program, runner, {
    name: "teams [query]",
    words: "list teams: all, or those with these words",
    path: "/teams",
    columns: TEAM_COLUMNS,
    empty: "No team matches.",
  });
  addMembers(program, runner);
  addList(program, runner, {
    name: "people [query]",
    words: "list people over all teams: all, or those with these words",
    path: "/people",
    columns: PERSON_COLUMNS,
    empty: "Nobody matches.",
  });
  addPerson(program, runner);
  addSecrets(program, runner);
  addList(program, runner, {
    name: "events [query]",
    words: "list what happened, newest first",
    path: "/events",
    columns: EVENT_COLUMNS,
    empty: "Nothing matches.",
    most: NEWEST,
  });
  addList(program, runner, {
    name: "schedules",
    words: "list what waits for its time",
    path: "/schedules",
    columns: SCHEDULE_COLUMNS,
    empty: "Nothing waits.",
  });
  addList(program, runner, {
    name: "reviews",
    words: "list access reviews",
    path: "/reviews",
    columns: REVIEW_COLUMNS,
    empty: "There is no review yet.",
  });
}

function addMembers(program: Command, runner: Runner): void {
  const command = program
    .command("members <team>")
    .description("list a team's members; the team by name or id");
  withListOptions(command, "all").action(
    runner.action<[string, ListOptions]>(async (context, team, options) => {
      const api = await context.api();
      const { id } = await findTeam(api, team);
      const rows = await listAll(api, "/teams/{id}/members", { id, ...asked(options) });
      context.out.table(MEMBER_COLUMNS, rows, "Nobody matches.");
      return EXIT.done;
    }),
  );
}

function addPerson(program: Command, runner: Runner): void {
  program
    .command("person <person>")
    .description("show one person with every membership; by e-mail address, id or name")
    .action(
      runner.action<[string]>(async (context, given) => {
        const [api, { out }] = [await context.api(), context];
        const { id } = await findPerson(api, given);
        const person = await answerOf(api.GET("/people/{id}", { params: { path: { id } } }));
        if (out.json) {
          out.document(person);
          return EXIT.done;
        }
        if (out.isTty)
          out.facts([
            ["Name", person.name],
            ["Email", person.emails.join(", ")],
            ["Id", person.id],
            ["Last active", person.lastActiveAt],
          ]);
        out.table(MEMBERSHIP_COLUMNS, person.memberships, "Is in no team.");
        return EXIT.done;
      }),
    );
}

function addSecrets(program: Command, runner: Runner): void {
  const command = program
    .command("secrets [team]")
    .description("list names and ages of secrets, never values: of all teams, or of one");
  withListOptions(command, "all").action(
    runner.action<[string | undefined, ListOptions]>(async (context, team, options) => {
      const api = await context.api();
      const rows =
        team === undefined
          ? await listAll(api, "/secrets", asked(options))
          : await listAll(api, "/teams/{id}/secrets", {
              id: (await findTeam(api, team)).id,
              ...asked(options),
            });
      context.out.table(SECRET_COLUMNS, rows, "No secret matches.");
      return EXIT.done;
    }),
  );
}
