import { perProcess } from "#lib/core/per-process.ts";

const kept = (): { id?: string } => perProcess("build-id", () => ({}));

/** Says which build this process serves. The server in `bin/` does it; a development server has none. */
export function setBuildId(id: string): void {
  kept().id = id;
}

/** The build that this process serves; undefined where nobody said. */
export const buildId = (): string | undefined => kept().id;
