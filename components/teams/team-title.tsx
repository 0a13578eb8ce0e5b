"use client";

import { useChange } from "#components/changes/use-change.tsx";
import { InlineText } from "#components/ui/inline-text.tsx";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

/** A team's title being edited in its row. */
export function TeamTitle({ team, onClose }: { team: TeamRow; onClose: () => void }) {
  const change = useChange();
  const vendor = VENDOR_FACTS[team.vendor].name;
  const save = async (title: string): Promise<string | undefined> => {
    // The schema loads with the first edit, not with the page.
    const { teamTitleSchema } = await import("#lib/changes/schema.ts");
    const checked = teamTitleSchema.safeParse(title);
    if (!checked.success) return checked.error.issues[0]?.message ?? "Give the team a title";
    const end = await change.run([{ kind: "team.rename", input: { teamId: team.id, title } }], { vendor });
    if (end.is === "done") {
      void change.say(end.outcomes, vendor);
      return undefined;
    }
    if (end.is === "confirm") return end.plan.changes[0]?.refusal?.reason ?? "This cannot be done";
    const code = end.is === "failed" ? end.code : end.error.code;
    return code === "VENDOR_CONFLICT" ? `${title} is already taken` : end.reason;
  };
  return <InlineText label={`Title of ${team.label}`} value={team.name} onSave={save} onClose={onClose} />;
}
