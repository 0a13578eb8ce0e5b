import { describe, expect, it } from "vitest";
import { peopleColumns } from "#components/people/people-columns.tsx";
import { OTHERS_PX, TEAM_PX, teamFits } from "#components/people/team-fits.ts";

const columns = peopleColumns({ teams: [], room: 0, hasOthers: true, isPhone: false, loadedIds: () => [] });

/** Pixels of a column in a table so wide; the fluid one, the e-mail, has its least. */
function px(width: number | string | undefined, table: number): number {
  if (typeof width === "number") return width;
  const [least, share, most] = width ? (width.match(/[\d.]+/g) ?? []).map(Number) : [200, 22, 340];
  return Math.min(Math.max(least ?? Number.NaN, ((share ?? Number.NaN) * table) / 100), most ?? Number.NaN);
}

const fits = (teams: number, table: number): boolean =>
  columns.reduce((sum, { width }) => sum + px(width, table), teams * TEAM_PX) <= table;

describe("a team has a column", () => {
  it.each(Array.from({ length: 12 }, (_, rank) => rank))("as soon as there is room: %i", (rank) => {
    const from = Number(/^@max-\[(\d+)px\]:hidden$/.exec(teamFits(rank))?.[1]);
    expect(fits(rank + 1, from)).toBe(true);
    expect(fits(rank + 1, from - 1)).toBe(false);
  });
});

it("gives the other teams their own width, and the e-mail what is left", () => {
  expect(columns.filter(({ width }) => width === undefined).map(({ header }) => header)).toEqual(["E-mail"]);
  expect(columns.at(-1)).toMatchObject({ header: "Other teams", width: OTHERS_PX });
});
