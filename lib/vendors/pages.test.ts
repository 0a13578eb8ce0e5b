import { describe, expect, it } from "vitest";
import { allPages, collectPages, findInPages } from "./pages.ts";
import type { VendorPage } from "./port.ts";

const options = { vendor: "gitbook" as const, maxPages: 5 };
type Pages = Record<string, VendorPage<number>>;
const from = (pages: Pages) => async (cursor: string | undefined) =>
  pages[cursor ?? ""] ?? { items: [], next: undefined };

describe("collectPages", () => {
  it("reads to the end", async () => {
    const pages = { "": { items: [1, 2], next: "b" }, b: { items: [3], next: undefined } };
    expect(await collectPages(from(pages), options)).toEqual([1, 2, 3]);
  });

  it.each<[string, Pages]>([
    ["a cursor that repeats", { "": { items: [1], next: "a" }, a: { items: [1], next: "a" } }],
    [
      "a cycle",
      { "": { items: [1], next: "a" }, a: { items: [2], next: "b" }, b: { items: [1], next: "a" } },
    ],
    ["an empty page with a cursor", { "": { items: [], next: "a" } }],
  ])("stops on %s", async (_name, pages) => {
    await expect(collectPages(from(pages), options)).rejects.toMatchObject({ code: "VENDOR_LOOP" });
  });

  it("stops at the cap, after the last page it may read", async () => {
    let read = 0;
    const endless = async () => ({ items: [1], next: `c${read++}` });
    await expect(collectPages(endless, options)).rejects.toMatchObject({ code: "VENDOR_LOOP" });
    expect(read).toBe(5);
  });

  it("goes on over a page whose rows were all dropped", async () => {
    const pages: Pages = { "": { items: [], next: "b", dropped: 3 }, b: { items: [4], next: undefined } };
    expect(await collectPages(from(pages), options)).toEqual([4]);
  });

  it("refuses a list that did not reach its end; allPages hands the page out", async () => {
    const pages: Pages = { "": { items: [1], next: undefined, problem: "hasMoreWithoutNext" } };
    await expect(collectPages(from(pages), options)).rejects.toMatchObject({ code: "VENDOR_BAD_ANSWER" });
    const { value: page } = await allPages(from(pages), options).next();
    expect(page?.problem).toBe("hasMoreWithoutNext");
  });
});

describe("findInPages", () => {
  it("reads a list of several pages twice before it says that somebody is not in it", async () => {
    let reading = 0;
    const shifting = async (cursor: string | undefined): Promise<VendorPage<number>> => {
      if (cursor === undefined) {
        reading += 1;
        return { items: [1, reading === 1 ? 2 : 7], next: "b" };
      }
      return { items: [3], next: undefined };
    };
    expect(await findInPages(shifting, (item) => item === 7, options)).toBe(7);
    expect(reading).toBe(2);
    expect(await findInPages(shifting, (item) => item === 99, options)).toBeUndefined();
  });
});
