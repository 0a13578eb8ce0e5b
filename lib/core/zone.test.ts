import { expect, it } from "vitest";
import { zoneOf } from "#lib/core/zone.ts";

it.each([
  ["Europe/Berlin", "Europe/Berlin"],
  ["Asia/Kolkata", expect.stringMatching(/^Asia\/(Kolkata|Calcutta)$/)],
  [undefined, "UTC"],
  ["", "UTC"],
  ["Mars/Olympus", "UTC"],
  ["+05:30", "UTC"],
  ["<script>", "UTC"],
  ["x".repeat(5_000), "UTC"],
])("takes %s for a zone or for none", (cookie, zone) => {
  expect(zoneOf(cookie)).toEqual(zone);
});
