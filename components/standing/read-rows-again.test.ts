import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { expect, it } from "vitest";
import { readRowsAgain } from "#components/standing/read-rows-again.ts";

it("reads once more what was under way when the news came: it may have been read before", async () => {
  const queryClient = new QueryClient();
  let stored = "old";
  const answers: (() => void)[] = [];
  const query = new QueryObserver(queryClient, {
    queryKey: ["rows"],
    // Answers later with what was stored when it was asked.
    queryFn: () => {
      const read = stored;
      return new Promise<string>((resolve) => answers.push(() => resolve(read)));
    },
  });
  const stop = query.subscribe(() => undefined);
  stored = "new";
  const done = readRowsAgain(queryClient, ["rows"]);
  await expect.poll(() => answers.length).toBe(1);
  answers[0]?.();
  await expect.poll(() => answers.length).toBe(2);
  answers[1]?.();
  await done;
  expect(query.getCurrentResult().data).toBe("new");
  stop();
});
