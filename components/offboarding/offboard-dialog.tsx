"use client";

import { useQueries } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect, useRef, useState } from "react";
import { ReviewDialog } from "#components/changes/review-dialog.tsx";
import { UnreachedNote } from "#components/offboarding/unreached-note.tsx";
import { Button } from "#components/ui/button.tsx";
import { CheckField } from "#components/ui/check-field.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Note } from "#components/ui/note.tsx";
import { ActionFailure, callAction } from "#lib/access/action/use-action-mutation.ts";
import { beginOffboardingAction, recordOffboardingAction } from "#lib/changes/offboarding/actions.ts";
import { readOffboardingPlan, untilRefreshed } from "#lib/changes/offboarding/queries.ts";
import type { OffboardingPlan, RefreshState, Unreached } from "#lib/changes/offboarding/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { doorsOptions } from "#lib/directory/doors/queries.ts";
import type { OrgDoors } from "#lib/directory/doors/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";
import { allVendors } from "#lib/vendors/words.ts";

type Step =
  | { is: "choice" }
  | { is: "refresh"; state: RefreshState | undefined }
  | { is: "plan"; plan: OffboardingPlan; unreached: Unreached[] };

/** "Offboard {name}": what to end, then a fresh look at every team, then one plan over both vendors. */
export function OffboardDialog({
  person,
  organizations,
  doors: initial,
  onClose,
}: {
  person: { id: string; label: string };
  organizations: readonly { teamId: string; name: string; vendor: VendorId }[];
  doors: readonly OrgDoors[];
  onClose: () => void;
}) {
  const router = useRouter();
  // As the page behind it has read them since it was opened: links that are open are offered to be deleted.
  const reads = useQueries({ queries: initial.map(({ connectionId }) => doorsOptions(connectionId)) });
  const doors = initial.map((before, place) => reads[place]?.data?.doors ?? before);
  const [step, setStep] = useState<Step>({ is: "choice" });
  const [staying, setStaying] = useState<ReadonlySet<string>>(new Set());
  /** Connections whose open invite links are deleted too. */
  const [closing, setClosing] = useState<ReadonlySet<string>>(new Set());
  const [failure, setFailure] = useState<string>();
  const control = useRef<AbortController>(undefined);
  useEffect(() => () => control.current?.abort(), []);

  const review = async () => {
    if (step.is === "refresh") return;
    control.current = new AbortController();
    const { signal } = control.current;
    setFailure(undefined);
    setStep({ is: "refresh", state: undefined });
    try {
      const begun = await callAction(beginOffboardingAction, { personId: person.id }, true);
      const unreached = await untilRefreshed(begun, (state) => setStep({ is: "refresh", state }), signal);
      const plan = await readOffboardingPlan(person.id, [...staying], [...closing], signal);
      setStep({ is: "plan", plan, unreached });
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
        extra={
          <>
            {step.unreached.length > 0 && <UnreachedNote unreached={step.unreached} />}
            {step.plan.stays.length > 0 && (
              <Note tone="warn">
                {step.plan.stays.map((role) => (
                  <p key={role}>
                    <bdi>{person.label}</bdi> stays <bdi>{role}</bdi>.
                  </p>
                ))}
              </Note>
            )}
            <DoorsNote plan={step.plan} />
            <ByHandNote plan={step.plan} />
          </>
        }
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
      {organizations.map((organization) => (
        <CheckField
          key={organization.teamId}
          checked={!staying.has(organization.teamId)}
          onChange={(isLeaving) => {
            const next = new Set(staying);
            if (isLeaving) next.delete(organization.teamId);
            else next.add(organization.teamId);
            setStaying(next);
          }}
          label={
            <>
              Also remove from the organization <bdi>{organization.name}</bdi>
            </>
          }
          hint={VENDOR_FACTS[organization.vendor].removalNote}
        />
      ))}
      {doors
        .filter(({ teamId, links }) => links.length > 0 && !staying.has(teamId ?? ""))
        .map(({ connectionId, organization, links }) => (
          <CheckField
            key={connectionId}
            checked={closing.has(connectionId)}
            onChange={(isClosing) => {
              const next = new Set(closing);
              if (isClosing) next.add(connectionId);
              else next.delete(connectionId);
              setClosing(next);
            }}
            label={
              <>
                Also delete the{" "}
                {links.length === 1 ? "open invite link" : `${links.length} open invite links`} of{" "}
                <bdi>{organization}</bdi>
              </>
            }
            hint="Whoever kept one can join by it, also somebody who was removed. Nobody else can use them then either."
          />
        ))}
      <Note>
        Removing somebody ends neither API keys nor SSH access. What no API can end becomes a checklist, and
        the secrets they could have seen become a list to rotate.
      </Note>
      {failure && <Note tone="danger">{failure}</Note>}
    </Dialog>
  );
}

function DoorsNote({ plan }: { plan: OffboardingPlan }) {
  if (plan.doors.length === 0) return null;
  return (
    <Note tone="warn">
      <p>They could come back:</p>
      <ul aria-label="Ways back in">
        {plan.doors.map(({ words }) => (
          <li key={words}>
            <bdi>{words}</bdi>
          </li>
        ))}
      </ul>
    </Note>
  );
}

function ByHandNote({ plan }: { plan: OffboardingPlan }) {
  if (plan.checklist.length === 0 && plan.exposedSecrets === 0) return null;
  return (
    <Note>
      {plan.checklist.length > 0 && (
        <>
          <p>
            {plan.checklist.length === 1
              ? "One thing remains to be done by hand; it becomes a checklist."
              : `${plan.checklist.length} things remain to be done by hand; they become a checklist.`}
          </p>
          <ul className="list-disc ps-5" aria-label="By hand">
            {plan.checklist.map((words) => (
              <li key={words}>
                <bdi>{words}</bdi>
              </li>
            ))}
          </ul>
        </>
      )}
      {plan.exposedSecrets > 0 && (
        <p>
          {plan.exposedSecrets === 1 ? "1 secret" : `${plan.exposedSecrets.toLocaleString("en")} secrets`} of
          these teams could have been read or set by them, and should be rotated afterwards.
        </p>
      )}
    </Note>
  );
}
