import "server-only";
import { setImmediate } from "node:timers/promises";
import { readUpload } from "#lib/changes/intake/data.ts";
import type { FullReading } from "#lib/changes/intake/findings.ts";
import { parseRoster } from "#lib/changes/intake/parse-roster.ts";
import type { ParsedRosterChoice } from "#lib/changes/intake/schema.ts";
import { brakesOf, withBrakes } from "#lib/changes/roster/brakes.ts";
import { compareRoster, type Place } from "#lib/changes/roster/diff.ts";
import { namedTeams, teamFinder } from "#lib/changes/roster/teams.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Viewer } from "#lib/core/permissions.ts";

const MAX_QUOTED = 60;

/**
 * What a table that was sent changes, as `compareRoster` says. Throws NOT_FOUND (the upload is gone), INVALID_INPUT (no
 * roster).
 */
export async function readRoster(viewer: Viewer, choice: ParsedRosterChoice): Promise<FullReading> {
  const text = await readUpload(viewer, choice.uploadId, "roster");
  const parsed = await parseRoster(text, () => setImmediate());
  if ("refused" in parsed) throw new AppError("INVALID_INPUT", { reason: parsed.refused });
  const { lines, unused } = parsed;
  const find = teamFinder(await namedTeams());
  const { reading, changes, losses } = await compareRoster({
    lines,
    placeOfLine: ({ team }) => placeNamed(team, find),
    removeOthers: choice.removeOthers,
    zone: choice.zone ?? "UTC",
    notes: unused.length > 0 ? [`Columns not used: ${unused.join(", ")}`] : [],
  });
  const brakes = brakesOf(losses, changes);
  return {
    reading: { ...reading, brakes: [...brakes.values()] },
    changes: withBrakes(changes, brakes),
  };
}

function placeNamed(name: string, find: ReturnType<typeof teamFinder>): Place {
  const found = name === "" ? undefined : find(name);
  if (found && "team" in found) return found;
  const quoted = name.length > MAX_QUOTED ? `${name.slice(0, MAX_QUOTED - 1)}…` : name;
  return {
    words:
      found?.problem === "ambiguous"
        ? `several teams are called "${quoted}": write "Vendor / Team name"`
        : `no team is called "${quoted}"`,
  };
}
