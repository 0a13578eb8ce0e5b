import { postgresAway } from "./postgres-away.ts";
import { soak } from "./soak.ts";

// `npm run drill -- soak 15` and `npm run drill -- postgres-away 30`: trouble that takes longer than a test may.
const DRILLS: Record<string, { run: (amount: number) => Promise<string[]>; amount: number }> = {
  soak: { run: soak, amount: 15 },
  "postgres-away": { run: postgresAway, amount: 30 },
};

const [name = "", amount] = process.argv.slice(2);
const drill = Object.hasOwn(DRILLS, name) ? DRILLS[name] : undefined;
if (!drill) {
  console.error(`drill: name one of ${Object.keys(DRILLS).join(", ")}`);
  process.exit(1);
}
const problems = await drill.run(amount ? Number(amount) : drill.amount);
for (const problem of problems) console.error(`drill: ${problem}`);
console.log(problems.length === 0 ? `drill: ${name} passed` : `drill: ${name} failed`);
process.exit(problems.length === 0 ? 0 : 1);
