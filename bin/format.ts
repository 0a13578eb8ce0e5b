import { runTool } from "./run-tool.ts";

const result = await runTool("biome", ["check", "--write", "--colors=off"]);
process.stdout.write(result.output);
process.exit(result.code);
