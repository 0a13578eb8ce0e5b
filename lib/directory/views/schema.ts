import { z } from "zod";
import { VIEW_PAGES, type ViewPage, viewQuery } from "#lib/directory/views/pages.ts";

const rowId = z.string().min(1).max(64);
const nameSchema = z
  .string()
  .trim()
  .min(1, "Give the view a name")
  .max(60, "A name has at most 60 characters");

/** A filter under a name. What of the query is no filter of the page is left out. */
export const saveViewSchema = z
  .strictObject({
    page: z.enum(VIEW_PAGES),
    name: nameSchema,
    query: z.string().max(2_000),
    isShared: z.boolean(),
    /** Made once when the form opens: sent again, it is the same view. */
    key: z.uuid().optional(),
  })
  .transform((view) => ({ ...view, query: viewQuery(view.page, view.query) }))
  .refine(({ query }) => query !== "", { path: ["name"], message: "Filter or sort the list first" });
export const changeViewSchema = z.strictObject({ id: rowId, name: nameSchema, isShared: z.boolean() });
export const viewIdSchema = z.strictObject({ id: rowId });

export type NewView = Omit<z.output<typeof saveViewSchema>, "key">;

/** A view of the navigation. Without an id it comes with Rollcall. */
export type View = {
  id?: string;
  page: ViewPage;
  name: string;
  query: string;
  isShared: boolean;
  /** Whether whoever asks may give it another name, and delete it. */
  mayChange: boolean;
  mayDelete: boolean;
  /** Who made it, where that is somebody else. */
  by?: string;
};
