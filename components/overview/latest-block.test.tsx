import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { LatestBlock } from "#components/overview/latest-block.tsx";
import type { ActivityRow } from "#lib/directory/activity/schema.ts";

const told = (what: string): string => {
  const row: ActivityRow = {
    ...{ id: what, at: "2026-11-29T12:00:00.000Z", outcome: "done", what: [{ text: what }] },
    ...{ who: { name: "demo", kind: "user" }, where: { name: "Sim cluster", teamId: "t" } },
  };
  return renderToStaticMarkup(<LatestBlock rows={[row]} />).replaceAll(/<[^>]*>/g, "");
};

it("names the place once", () => {
  expect(told("Removed Noor Haddad from Sim cluster")).toContain("from Sim cluster by demo");
  expect(told("Rotated DB_MAIN in Sim cluster")).toContain("in Sim cluster by demo");
  expect(told("Rotated DB_MAIN")).toContain("Rotated DB_MAIN in Sim cluster, by demo");
});
