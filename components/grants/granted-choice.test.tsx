import { renderToStaticMarkup } from "react-dom/server";
import { expect, it } from "vitest";
import { GrantedChoice } from "#components/grants/granted-choice.tsx";
import type { Grantable } from "#lib/core/limits.ts";

const connections = (count: number): Grantable[] =>
  Array.from({ length: count }, (_, at) => ({ connectionId: `c${at}`, label: `Team ${at}`, teams: [] }));
const shown = (count: number) =>
  renderToStaticMarkup(
    <GrantedChoice grantable={connections(count)} granted={[]} onChange={() => undefined} />,
  );

it("has many connections searched, so that none is far away by keyboard", () => {
  expect(shown(12)).not.toContain("Find a connection or a team");
  const many = shown(13);
  expect(many.indexOf("Find a connection or a team")).toBeGreaterThan(0);
  expect(many.indexOf("Find a connection or a team")).toBeLessThan(many.indexOf("All of"));
});
