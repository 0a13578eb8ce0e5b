import { forgetAllPerProcess } from "./per-process.ts";

// Vitest runs this before each file: a file begins as a new process does, whatever the one before it left.
forgetAllPerProcess();
