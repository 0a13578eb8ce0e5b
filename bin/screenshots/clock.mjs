// Loaded before everything else in the servers that are photographed: the same day and the same minute in every run.
// The clock goes on, but slowly, so that "just now" stays true and nothing becomes due while pictures are taken.

const startMs = Number(process.env.PICTURES_START_MS);
const realStartMs = Number(process.env.PICTURES_REAL_START_MS);
const SLOWER = 100;

const RealDate = Date;
const now = () => Math.floor(startMs + (RealDate.now() - realStartMs) / SLOWER);

if (startMs > 0 && realStartMs > 0)
  globalThis.Date = new Proxy(RealDate, {
    get: (target, name) => (name === "now" ? now : Reflect.get(target, name)),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new RealDate(now()).toString(),
  });
