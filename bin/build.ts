import path from "node:path";
import { ensureBuild } from "./setup/build.mjs";

ensureBuild(path.resolve(import.meta.dirname, ".."), { force: true });
