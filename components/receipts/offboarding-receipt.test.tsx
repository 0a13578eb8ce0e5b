import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { OffboardingReceipt } from "#components/receipts/offboarding-receipt.tsx";
import type { Offboarding } from "#lib/changes/offboarding/schema.ts";

const AT = "2026-11-29T10:00:00.000Z";
const offboarding: Offboarding = {
  ...{ batchId: "b", batchName: "Offboard Ada", personId: "p", label: "Ada", createdAt: AT, createdBy: "Ed" },
  ...{
    isFinished: true,
    handovers: [],
    removals: [],
    stillIn: [],
    unreached: [],
    checklist: [],
    secrets: [],
  },
  foundAgain: [],
};

it("says on paper how removals stand in words, without columns in which nothing stands", () => {
  const html = renderToStaticMarkup(
    <OffboardingReceipt
      offboarding={offboarding}
      lines={[
        { part: "removal", what: "Docs", vendor: "GitBook", state: "confirming", by: "Ed" },
        { part: "still in", what: "Machines", vendor: "Paperspace", state: "Owner", reason: "No way" },
        { part: "by hand", what: "Revoke keys", state: "open" },
      ]}
      trail={undefined}
      taken={{ instance: "http://rollcall.example", by: "Ed", at: AT }}
    />,
  );
  expect(html).toContain("removal: 1 being read back");
  expect(html).not.toContain("confirming");
  const heads = html
    .split("<table")
    .slice(1)
    .map((table) => [...table.matchAll(/<th [^>]*>([^<]*)</g)].map(([, head]) => head));
  expect(heads).toEqual([
    ["What", "Vendor", "State", "By"],
    ["What", "Vendor", "State", "Reason"],
    ["What", "State"],
  ]);
});
