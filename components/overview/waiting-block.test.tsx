import { renderToStaticMarkup } from "react-dom/server";
import { expect, it, vi } from "vitest";
import { WaitingBlock } from "#components/overview/waiting-block.tsx";
import { NowProvider } from "#components/ui/now.tsx";
import type { WaitingPerson } from "#lib/insight/overview/schema.ts";

vi.mock("#components/standing/standing.tsx", () => ({
  useStanding: () => ({ standing: { counts: { people: 1 } } }),
}));

const shown = (more: Partial<WaitingPerson>): string => {
  const person: WaitingPerson = {
    ...{ key: "1", label: "noor@halden.example", teamId: "t", teamName: "Edge inference" },
    ...{ vendor: "paperspace", since: new Date(Date.now() - 5 * 86_400_000).toISOString(), days: 5 },
    ...{ isExact: true, isUnseen: false, ...more },
  };
  return renderToStaticMarkup(
    <NowProvider nowMs={Date.now()}>
      <WaitingBlock people={[person]} total={1} />
    </NowProvider>,
  ).replaceAll(/<[^>]*>/g, "");
};

it("says when somebody was invited and to what, and where only the first sight of it is known, that", () => {
  expect(shown({})).toMatch(/Edge inference, invited 5 d ago$/);
  expect(shown({ isExact: false })).toMatch(/Edge inference, invited, first seen 5 d ago$/);
  expect(shown({ isUnseen: true })).toMatch(/Edge inference, invited 5 d ago, not listed yet$/);
});
