import type { paths } from "./api.d.ts";
import { type Api, allOf, answerOf, type ListPage, type Query } from "./client.ts";

type Answer<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;
type RowOf<Path extends keyof paths> = Answer<Path> extends { items: (infer Row)[] } ? Row : never;
/** The paths that answer a list. */
export type ListPath = { [Path in keyof paths]: RowOf<Path> extends never ? never : Path }[keyof paths];

export type Connection = RowOf<"/connections">;
export type Team = RowOf<"/teams">;
export type Member = RowOf<"/teams/{id}/members">;
export type Person = RowOf<"/people">;
export type PersonDetails = Answer<"/people/{id}">;
export type Secret = RowOf<"/secrets">;
export type Event = RowOf<"/events">;
export type Batch = RowOf<"/batches">;
export type BatchDetails = Answer<"/batches/{id}">;
export type Schedule = RowOf<"/schedules">;
export type Review = RowOf<"/reviews">;

type Asked = { id?: string; query?: Query; most?: number };

/** All rows of a list, or `most` of them. What may be asked for, the server knows: it refuses other parameters by name. */
export const listAll = <Path extends ListPath>(
  api: Api,
  path: Path,
  { id, query, most }: Asked = {},
): Promise<RowOf<Path>[]> => {
  // Which parameters a path has is checked by the server: a filter is what somebody typed.
  const get = api.GET as unknown as (
    path: string,
    init: { params: { path: { id: string | undefined }; query: Query } },
  ) => Promise<{ data?: ListPage<RowOf<Path>> }>;
  return allOf(
    (place) => answerOf(get(path, { params: { path: { id }, query: { ...query, ...place } } })),
    most,
  );
};
