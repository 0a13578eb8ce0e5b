"use client";

import { useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { SingleSignOn } from "#components/doors/single-sign-on.tsx";
import { ConsoleInvitations } from "#components/intake/console-invitations.tsx";
import { IntakeField } from "#components/intake/intake-field.tsx";
import { InviteTargets, type Target } from "#components/intake/invite-targets.tsx";
import { LineChoice, type LineChoices } from "#components/intake/line-choice.tsx";
import { LineFindings } from "#components/intake/line-findings.tsx";
import { ReadingSummary } from "#components/intake/reading-summary.tsx";
import { useIntake } from "#components/intake/use-intake.ts";
import { changesIn, useReading } from "#components/intake/use-reading.ts";
import { capitalised } from "#components/teams/roles.ts";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Note } from "#components/ui/note.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { askInvitees } from "#lib/changes/intake/queries.ts";
import type { InvitationChoice } from "#lib/changes/intake/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const ReviewDialog = lazyPart(() =>
  import("#components/changes/review-dialog.tsx").then((m) => m.ReviewDialog),
);

/** "Invite people": many at once, to teams of both vendors. `initial`: the team whose page it was opened from. */
export function InvitePeople({
  initial,
  initialText,
  onClose,
}: {
  initial?: Target;
  initialText?: string;
  onClose: () => void;
}) {
  const intake = useIntake("invitees", initialText);
  const queryClient = useQueryClient();
  const [targets, setTargets] = useState<Target[]>(initial ? [initial] : []);
  const [orgRole, setOrgRole] = useState("");
  const [sso, setSso] = useState(false);
  const [own, setOwn] = useState<{ uploadId?: string | undefined; choices: LineChoices }>({
    choices: new Map(),
  });
  const [isReviewing, setReviewing] = useState(false);
  const [batchId, setBatchId] = useState<string>();
  // Lines are known by their place: another list has others.
  const choices: LineChoices = own.uploadId === intake.uploadId ? own.choices : new Map();
  const organizations = targets.filter(({ vendor }) => VENDOR_FACTS[vendor].capabilities.organization);
  const roles = [
    ...new Set(organizations.flatMap(({ vendor }) => VENDOR_FACTS[vendor].capabilities.organizationRoles)),
  ];
  const choice: InvitationChoice | undefined = intake.uploadId
    ? {
        uploadId: intake.uploadId,
        targets: targets.map(({ teamId, role }) => ({ teamId, role })),
        ...(orgRole && organizations.length > 0 ? { orgRole } : {}),
        ...(sso && organizations.length > 0 ? { sso } : {}),
        perLine: [...choices].map(([index, { teamId, role }]) => ({
          index,
          ...(teamId && targets.some((target) => target.teamId === teamId) ? { teamId } : {}),
          ...(role ? { role } : {}),
        })),
      }
    : undefined;
  const { reading, isPending, error } = useReading(choice, askInvitees);
  const canReview = reading !== undefined && changesIn(reading) > 0 && !batchId;

  const started = (id: string) => {
    intake.release();
    void queryClient.invalidateQueries();
    if (!reading || reading.byConsole.length === 0) return onClose();
    setReviewing(false);
    setBatchId(id);
  };
  return (
    <>
      <Dialog
        open
        wide
        onClose={onClose}
        title="Invite people"
        lede="A pasted list or a file, to any teams. Nothing is sent before you have seen the plan."
        onSubmit={() => (canReview ? setReviewing(true) : void intake.send())}
        footer={
          <>
            <span className="hint" />
            <Button size="lg" onClick={onClose}>
              {batchId ? "Close" : "Cancel"}
            </Button>
            {!batchId && (
              <Button
                size="lg"
                variant="primary"
                type="submit"
                pending={intake.progress !== undefined || isPending}
              >
                {canReview ? "Review plan" : "Check"}
              </Button>
            )}
          </>
        }
      >
        {batchId ? (
          <Note>
            The plan is being carried out.{" "}
            <Link className="link" href={`/activity/batches/${encodeURIComponent(batchId)}`}>
              Open batch
            </Link>
          </Note>
        ) : (
          <>
            <IntakeField
              intake={intake}
              label="People"
              hint="Addresses, “Name <address>”, or a table with the headings e-mail, team and role."
            />
            <InviteTargets targets={targets} onChange={setTargets} />
            {organizations.length > 0 && (
              <div className="input-pair">
                <SelectField
                  label="Organization role"
                  value={orgRole}
                  onChange={(event) => setOrgRole(event.target.value)}
                >
                  <option value="">As the organization has it</option>
                  {roles.map((role) => (
                    <option key={role} value={role}>
                      {capitalised(role)}
                    </option>
                  ))}
                </SelectField>
                <SingleSignOn
                  connectionIds={organizations.map(({ connectionId }) => connectionId)}
                  checked={sso}
                  onChange={setSso}
                />
              </div>
            )}
          </>
        )}
        {error && <Note tone="danger">{error}</Note>}
        {reading && !batchId && (
          <>
            <ReadingSummary reading={reading} />
            <LineFindings
              reading={reading}
              choose={(finding) => (
                <LineChoice
                  finding={finding}
                  targets={targets}
                  choices={choices}
                  onChange={(next) => setOwn({ uploadId: intake.uploadId, choices: next })}
                />
              )}
            />
          </>
        )}
        {reading?.byConsole.map((list) => (
          <ConsoleInvitations key={list.teamId} list={list} />
        ))}
      </Dialog>
      {isReviewing && choice && (
        <ReviewDialog
          changes={undefined}
          source={{ kind: "invitees", ...choice }}
          name="Invite people"
          onClose={() => setReviewing(false)}
          onStarted={started}
          {...(reading && reading.byConsole.length > 0 ? { onApplied: () => {} } : {})}
        />
      )}
    </>
  );
}
