// Has the server hold less of its own source: `node bin/setup/slim.mjs DIST`.
import path from "node:path";
import { slimChunks } from "./chunks.mjs";

slimChunks(path.join(process.argv[2] ?? ".next", "server", "chunks"));
