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

  it.each([
    [true, ["", "b"], ["", "b", "c"]],
    [false, [""], ["", "b"]],
  ])(
    "ahead: %s, asks for the next page before or after this one is worked on",
    async (ahead, first, second) => {
      const pages: Pages = { "": { items: [1], next: "b" }, b: { items: [2], next: "c" } };
      const asked: string[] = [];
      const fetchPage = (cursor: string | undefined) => {
        asked.push(cursor ?? "");
        return from(pages)(cursor);
      };
      const walk = allPages(fetchPage, { ...options, ahead });
      await walk.next();
      expect(asked).toEqual(first);
      await walk.next();
      expect(asked).toEqual(second);
      await walk.next();
      expect(asked).toEqual(["", "b", "c"]);
      expect((await walk.next()).done).toBe(true);
    },
  );

  it("ahead, throws what a later page throws only when it is that page's turn", async () => {
    const failing = async (cursor: string | undefined) => {
      if (cursor) throw new Error("broken");
      return { items: [1], next: "b" };
    };
    const walk = allPages(failing, { ...options, ahead: true });
    expect((await walk.next()).value).toMatchObject({ items: [1] });
    await expect(walk.next()).rejects.toThrow("broken");
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
