"use client";

import { useQueries } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { ReviewDialog } from "#components/changes/review-dialog.tsx";
import { HelpLink } from "#components/help/help-link.tsx";
import {
  type Choices,
  heirOf,
  type LeavableOrg,
  NOBODY,
  OffboardChoices,
} from "#components/offboarding/offboard-choices.tsx";
import { OffboardNotes } from "#components/offboarding/offboard-notes.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { ActionFailure, callAction } from "#lib/access/action/use-action-mutation.ts";
import { beginOffboardingAction, recordOffboardingAction } from "#lib/changes/offboarding/actions.ts";
import { readOffboardingPlan, untilRefreshed } from "#lib/changes/offboarding/queries.ts";
import type {
  OffboardingPlan,
  OffboardingStart,
  OwnedTeam,
  RefreshState,
  Unreached,
} from "#lib/changes/offboarding/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";
import { doorsOptions } from "#lib/directory/doors/queries.ts";
import type { OrgDoors } from "#lib/directory/doors/schema.ts";
import { allVendors } from "#lib/vendors/words.ts";

type Step =
  | { is: "choice" }
  | { is: "refresh"; state: RefreshState | undefined }
  | { is: "plan"; plan: OffboardingPlan; unreached: Unreached[] };

const NO_CHOICES: Choices = { staying: new Set(), closing: new Set(), heirs: new Map() };

/** Teams with those in the place of the same ones before. */
const updated = (before: readonly OwnedTeam[], found: readonly OwnedTeam[]): OwnedTeam[] => [
  ...new Map([...before, ...found].map((team) => [team.teamId, team])).values(),
];

/** What is left to do besides the changes. */
const tallyOf = ({ stays, checklist, exposedSecrets }: OffboardingPlan) => ({
  stays: stays.length,
  more: [
    ...(checklist.length > 0 ? [`${grouped(checklist.length)} by hand`] : []),
    ...(exposedSecrets > 0 ? [`${grouped(exposedSecrets)} to rotate`] : []),
  ],
});

/** "Offboard {name}": what to end, then a fresh look at every team, then one plan over both vendors. */
export function OffboardDialog({
  person,
  organizations,
  doors: initial,
  start,
  onClose,
}: {
  person: { id: string; label: string };
  organizations: readonly LeavableOrg[];
  doors: readonly OrgDoors[];
  start: OffboardingStart;
  onClose: () => void;
}) {
  const router = useRouter();
  // As the page behind it has read them since it was opened: links that are open are offered to be deleted.
  const reads = useQueries({ queries: initial.map(({ connectionId }) => doorsOptions(connectionId)) });
  const doors = initial.map((before, place) => reads[place]?.data?.doors ?? before);
  const [step, setStep] = useState<Step>({ is: "choice" });
  const [owned, setOwned] = useState<readonly OwnedTeam[]>(start.owned);
  const [choices, setChoices] = useState(NO_CHOICES);
  const [isAsked, setAsked] = useState(false);
  const [failure, setFailure] = useState<string>();
  const control = useRef<AbortController>(undefined);
  useEffect(() => () => control.current?.abort(), []);

  /** What the fresh look found otherwise: who takes over has to be said, or said again. */
  const askAgain = (undecided: readonly OwnedTeam[]) => {
    const heirs = new Map(choices.heirs);
    for (const { teamId } of undecided) heirs.delete(teamId);
    setOwned(updated(owned, undecided));
    setChoices({ ...choices, heirs });
    setAsked(true);
    setStep({ is: "choice" });
  };
  const review = async () => {
    if (step.is === "refresh") return;
    setAsked(true);
    const heirs = owned.map((team) => ({ teamId: team.teamId, userId: heirOf(choices, team) }));
    if (heirs.some(({ userId }) => userId === undefined)) return;
    control.current = new AbortController();
    const { signal } = control.current;
    setFailure(undefined);
    setStep({ is: "refresh", state: undefined });
    try {
      const begun = await callAction(beginOffboardingAction, { personId: person.id }, true);
      const unreached = await untilRefreshed(begun, (state) => setStep({ is: "refresh", state }), signal);
      const chosen = {
        staysIn: [...choices.staying],
        links: [...choices.closing],
        heirs: heirs.flatMap(({ teamId, userId }) =>
          userId === undefined || userId === NOBODY ? [] : [{ teamId, userId }],
        ),
        unowned: heirs.flatMap(({ teamId, userId }) => (userId === NOBODY ? [teamId] : [])),
      };
      const plan = await readOffboardingPlan(person.id, chosen, signal);
      if (plan.undecided.length > 0) askAgain(plan.undecided);
      else setStep({ is: "plan", plan, unreached });
    } catch (error) {
      if (signal.aborted) return;
      setStep({ is: "choice" });
      setFailure(
        error instanceof ActionFailure
          ? errorWords(error.error, { subject: person.label })
          : "It could not be planned.",
      );
    }
  };
  const record = async (batchId: string, unreached: Unreached[]) => {
    const page = `/activity/offboardings/${encodeURIComponent(batchId)}`;
    try {
      await callAction(recordOffboardingAction, { batchId, personId: person.id, unreached }, true);
      router.push(page);
    } catch {
      // The batch itself is on its way and has a page of its own.
      router.push(`/activity/batches/${encodeURIComponent(batchId)}`);
    }
  };

  if (step.is === "plan")
    return (
      <ReviewDialog
        changes={step.plan.changes}
        lede={
          <>
            Offboard <bdi>{person.label}</bdi> from {allVendors()}. Nothing has been changed yet.
          </>
        }
        name={`Offboard ${person.label}`.slice(0, 120)}
        offboards={{ personId: person.id, unreached: step.unreached }}
        onClose={onClose}
        onApplied={(batchId) => void record(batchId, step.unreached)}
        tally={tallyOf(step.plan)}
        extra={<OffboardNotes label={person.label} plan={step.plan} unreached={step.unreached} />}
      />
    );
  const state = step.is === "refresh" ? step.state : undefined;
  return (
    <Dialog
      open
      onClose={onClose}
      title={
        <>
          Offboard <bdi>{person.label}</bdi>
        </>
      }
      aside={<HelpLink topic="offboarding" isInDialog />}
      lede={`Takes them out of every team and organization on ${allVendors()}. Every team is read again first; nothing is changed before you have seen the plan.`}
      onSubmit={() => void review()}
      footer={
        <>
          <FootNote role="status">
            {step.is === "refresh" &&
              (state ? `Refreshed ${state.done} of ${state.total} lists` : "Refreshing")}
          </FootNote>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={step.is === "refresh"}>
            Review plan
          </Button>
        </>
      }
    >
      <OffboardChoices
        label={person.label}
        owned={owned}
        organizations={organizations}
        doors={doors}
        secrets={start.secrets}
        choices={choices}
        isAsked={isAsked}
        onChange={setChoices}
      />
      {failure && <Note tone="danger">{failure}</Note>}
    </Dialog>
  );
}
