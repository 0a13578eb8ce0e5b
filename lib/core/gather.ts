/**
 * What `items` yields, gathered while the caller is busy: each time all that is there, at least one item. Reading goes on until
 * what waits `isEnough`. What `items` throws is thrown when everything before it was taken; a caller who leaves early ends it.
 */
export async function* gather<T>(
  items: AsyncIterable<T>,
  isEnough: (waiting: readonly T[]) => boolean,
): AsyncGenerator<T[], void, undefined> {
  const waiting: T[] = [];
  let arrived = Promise.withResolvers<void>();
  let taken = Promise.withResolvers<void>();
  let end: { error?: unknown } | undefined;
  let isLeft = false;
  const reading = async () => {
    for await (const item of items) {
      waiting.push(item);
      arrived.resolve();
      if (isEnough(waiting)) await taken.promise;
      if (isLeft) return;
    }
  };
  reading()
    .then(
      () => ({}),
      (error: unknown) => ({ error }),
    )
    .then((how) => {
      end = how;
      arrived.resolve();
    });
  try {
    for (;;) {
      await arrived.promise;
      arrived = Promise.withResolvers();
      const some = waiting.splice(0);
      taken.resolve();
      taken = Promise.withResolvers();
      if (some.length > 0) yield some;
      else if (end) break;
      if (end) arrived.resolve();
    }
    if (end && "error" in end) throw end.error;
  } finally {
    isLeft = true;
    taken.resolve();
  }
}
