import { sql } from "kysely";
import { describe, expect, it } from "vitest";
import { currentView, outsideViews, sameView, type View, viewAs, viewKey } from "./view.ts";

const view: View = { key: "some", narrow: (store) => store, rows: () => sql`(select 1)` };

async function* keys(): AsyncGenerator<string> {
  for (let line = 0; line < 3; line++) {
    yield viewKey();
    await new Promise((resolve) => setImmediate(resolve));
  }
}
const read = async (lines: AsyncIterable<string>): Promise<string[]> => {
  const found: string[] = [];
  for await (const line of lines) found.push(line);
  return found;
};

describe("a view of the store", () => {
  it("holds for all that a request calls and awaits, and for nothing else", async () => {
    const seen = await viewAs(view, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return [viewKey(), outsideViews(viewKey), currentView() === view];
    });
    expect(seen).toEqual(["some", "", true]);
    expect(viewKey()).toBe("");
  });

  it("holds for lines that are made while an answer is under way, whoever reads them", async () => {
    const [held, loose] = viewAs(view, () => [sameView(keys()), keys()] as const);
    expect(await read(held)).toEqual(["some", "some", "some"]);
    expect(await read(loose)).toEqual(["", "", ""]);
  });
});
