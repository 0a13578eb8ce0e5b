import { expect, it } from "vitest";
import { setTestEnv, useTestStore } from "#lib/store/db/db.testing.ts";
import { getVendor } from "#lib/vendors/registry.ts";
import { answer, scriptedServer } from "#lib/vendors/scripted-server.ts";

const MANY = 5_000;

useTestStore();

it("takes every row of a page that is larger than asked", async () => {
  const items = Array.from({ length: MANY }, (_, index) => ({
    isAdmin: false,
    isOwner: false,
    dtConfirmed: "2026-01-02T03:04:05.000Z",
    user: { id: `u${index}`, email: `u${index}@example.com` },
  }));
  const vendor = await scriptedServer(answer(200, { hasMore: false, items, nextPage: null }));
  setTestEnv({ PAPERSPACE_API_URL: vendor.url });
  const client = getVendor("paperspace").open({
    token: "token-of-the-test",
    targetId: "t1",
    queueKey: "large",
  });
  const page = await client.listMembers("t1", undefined);
  await vendor.close();
  expect(new URL(vendor.seen[0]?.url ?? "", vendor.url).searchParams.get("limit")).toBe("120");
  expect(page.items).toHaveLength(MANY);
  expect(page.items.at(-1)?.userId).toBe(`u${MANY - 1}`);
  expect(page.next).toBeUndefined();
});
