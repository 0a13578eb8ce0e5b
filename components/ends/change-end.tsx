"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { UntilFields } from "#components/ends/until-fields.tsx";
import { useUntil } from "#components/ends/use-until.ts";
import { nowIn } from "#components/schedules/at-words.ts";
import { Button } from "#components/ui/button.tsx";
import { timeInText } from "#components/ui/clock.ts";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Note } from "#components/ui/note.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useZone } from "#components/ui/zone.tsx";
import { type ActionFailure, callAction } from "#lib/access/action/use-action-mutation.ts";
import { cancelScheduleAction, moveScheduleAction } from "#lib/changes/schedules/actions.ts";
import type { At } from "#lib/changes/schedules/at.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { RoleEnd } from "#lib/directory/ends/schema.ts";
import { memberKeys } from "#lib/directory/members/queries.ts";
import type { MemberRow } from "#lib/directory/members/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";

const ReviewDialog = lazyPart(() =>
  import("#components/changes/review-dialog.tsx").then((m) => m.ReviewDialog),
);
const MINUTE_MS = 60_000;

/** A moment as the clocks of a zone show it. */
function localAt(ms: number, zone: string): At {
  const [date = "", time = ""] = (nowIn(zone, ms) ?? "").split("T");
  return { date, time, zone };
}

/** The end of what somebody was given for a time: moved, taken off, or brought about now. */
export function ChangeEnd({
  team,
  member,
  end,
  onClose,
}: {
  team: TeamRow;
  member: MemberRow;
  end: RoleEnd;
  onClose: () => void;
}) {
  const zone = useZone();
  const toast = useToast();
  const queryClient = useQueryClient();
  const until = useUntil("date", localAt(Date.parse(end.at), zone));
  const [isEnding, setEnding] = useState(false);
  const changing = useMutation<string, ActionFailure, () => Promise<string>>({
    mutationFn: (act) => act(),
    onSuccess: (title) => {
      toast({ title });
      void queryClient.invalidateQueries({ queryKey: memberKeys.all });
      onClose();
    },
  });
  const move = () => {
    const given = until.read();
    if (!given) return;
    const at = "minutes" in given ? localAt(Date.now() + given.minutes * MINUTE_MS, zone) : given;
    changing.mutate(async () => {
      await callAction(moveScheduleAction, { id: end.id, at });
      return `The end for ${member.label} was moved`;
    });
  };
  const keep = () =>
    changing.mutate(async () => {
      await callAction(cancelScheduleAction, { id: end.id }, "CONFLICT");
      return `${member.label} keeps it without an end`;
    });
  if (isEnding)
    return (
      <ReviewDialog
        changes={undefined}
        source={{ kind: "undoChange", changeId: end.changeId }}
        lede="What was given for a time is taken back now. Nothing has been changed yet."
        onClose={onClose}
      />
    );
  return (
    <FormDialog
      title={
        <>
          Change the end of <bdi>{member.label}</bdi>
        </>
      }
      lede={
        <>
          What they have in <bdi>{team.name}</bdi> for a time ends{" "}
          {end.isHeld ? "when somebody has looked at it" : timeInText(end.at, zone)}.
        </>
      }
      hint={
        <>
          <Button variant="link" onClick={() => !changing.isPending && keep()}>
            Keep
          </Button>{" "}
          <Button variant="link" onClick={() => setEnding(true)}>
            End now
          </Button>
        </>
      }
      action="Change the end"
      pending={changing.isPending}
      onSubmit={move}
      onClose={onClose}
    >
      <UntilFields state={until} />
      {changing.error && <Note tone="danger">{errorWords(changing.error.error)}</Note>}
    </FormDialog>
  );
}
