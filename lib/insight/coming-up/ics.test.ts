import { expect, it } from "vitest";
import { calendarOf } from "./ics.ts";
import type { ComingRow } from "./schema.ts";

const row: ComingRow = {
  key: "01abc",
  kind: "batch",
  what: "Make Noor; an admin, of “Perception”\\GPU\nand of a team whose name is long enough to need another line ✓✓✓",
  href: "/activity/batches/01abc",
  at: "2026-12-04T17:00:00.000Z",
};
const made = (rows: ComingRow[], withNames: boolean) =>
  calendarOf(rows, {
    origin: "https://rollcall.example.com",
    withNames,
    nowIso: "2026-11-29T10:00:00.000Z",
  });
const unfolded = (text: string): string[] => text.replaceAll("\r\n ", "").split("\r\n");

it("is a calendar in UTC, with escaped words, in lines of 75 bytes", () => {
  const text = made([row], true);
  expect(text.endsWith("END:VCALENDAR\r\n")).toBe(true);
  expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  for (const line of text.split("\r\n")) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(text).not.toContain("\uFFFD");
  expect(unfolded(text)).toEqual(
    expect.arrayContaining([
      "UID:01abc@rollcall.example.com",
      "DTSTAMP:20261129T100000Z",
      "DTSTART:20261204T170000Z",
      "URL:https://rollcall.example.com/activity/batches/01abc",
      "SUMMARY:Make Noor\\; an admin\\, of “Perception”\\\\GPU and of a team whose name is long enough to need another line ✓✓✓",
    ]),
  );
});

it("lets no name begin a line, whatever a program takes for its end", () => {
  const hostile = ["\u2028", "\u2029", "\u0085", "\v", "\f", "\u001c", "\r"].map(
    (end) => `x${end}URL:https://evil.example`,
  );
  const text = made([{ ...row, what: hostile.join("") }], true);
  const plain = text.replaceAll("\r\n ", "").replaceAll("\r\n", " ");
  expect(plain).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
});

it("names nobody and nothing unless asked", () => {
  const secret: ComingRow = {
    key: "s1",
    kind: "secret",
    what: "Rotate DB_PASSWORD of Perception",
    href: "/teams/t1/secrets/DB_PASSWORD",
    at: row.at,
  };
  const text = made([{ ...row, held: "New risk for Noor" }, secret], false);
  expect(text).not.toMatch(/Noor|Perception|DB_PASSWORD/);
  expect(unfolded(text)).toEqual(
    expect.arrayContaining(["SUMMARY:Held: Scheduled changes", "SUMMARY:A secret is due"]),
  );
});

it("is a calendar also where nothing comes up", () => {
  expect(made([], false)).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n[\s\S]*END:VCALENDAR\r\n$/);
});
