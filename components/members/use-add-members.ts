"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useChange } from "#components/changes/use-change.tsx";
import { isWrong } from "#components/teams/address-findings.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { wireErrorOf } from "#lib/access/action/failure.ts";
import type { ChangeOutcome, ChangeRequest } from "#lib/changes/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { askAddresses } from "#lib/directory/members/queries.ts";
import type { AddressFinding } from "#lib/directory/members/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import type { TeamRole } from "#lib/vendors/port.ts";

/** More people than this are counted in the toast, not named. */
const NAMED = 3;

type Wanted = { text: string; role: TeamRole; sso: boolean };

const failed = ({ state }: ChangeOutcome): boolean => state === "failed" || state === "unknown";

/** Looks up what was typed, then adds: at once where everybody is in the organization, else on the second press. */
export function useAddMembers({
  team,
  vendor,
  onDone,
  onLeft,
}: {
  team: TeamRow;
  vendor: string;
  onDone: () => void;
  /** Lines that were not added stay in the field. */
  onLeft: (text: string) => void;
}) {
  const change = useChange();
  const toast = useToast();
  const [findings, setFindings] = useState<AddressFinding[]>();
  const [error, setError] = useState<string>();
  const [reasons, setReasons] = useState<ReadonlyMap<string, string>>(new Map());
  const [accepted, setAccepted] = useState<string[]>([]);

  const requestFor = (finding: AddressFinding, role: TeamRole, sso: boolean): ChangeRequest | undefined => {
    const isTeam = team.kind === "team";
    if (finding.finding === "outside" && finding.email)
      return {
        kind: "org.invite",
        input: {
          connectionId: team.connectionId,
          email: finding.email,
          ...(sso ? { sso } : {}),
          ...(isTeam ? { teamId: team.id, role } : {}),
        },
      };
    if (finding.finding === "in-organization" && finding.userId && isTeam)
      return { kind: "member.add", input: { teamId: team.id, userId: finding.userId, role } };
    return undefined;
  };

  const apply = async (found: AddressFinding[], role: TeamRole, sso: boolean) => {
    const wanted = found.flatMap((finding) => {
      const request = requestFor(finding, role, sso);
      return request ? [{ finding, request }] : [];
    });
    if (wanted.length === 0) return setError("Everybody here is in already");
    const end = await change.run(
      wanted.map(({ request }) => request),
      { acknowledged: accepted, vendor },
    );
    if (end.is === "error") return setError(end.reason);
    if (end.is === "confirm") {
      const warnings = end.plan.changes.flatMap((planned) => planned.warnings.filter((one) => one.confirm));
      setAccepted([...new Set(warnings.map(({ code }) => code))]);
      return setError([...new Set(warnings.map((warning) => warning.text))].join(" "));
    }
    const left = wanted.flatMap(({ finding }, place) => {
      const outcome = end.outcomes[place];
      return outcome && failed(outcome) ? [{ finding, outcome }] : [];
    });
    const added = end.outcomes.filter((outcome) => !failed(outcome));
    if (added.length > 0 && added.length <= NAMED) void change.say(added, vendor);
    else if (added.length > 0) toast({ title: `${added.length} people are in ${team.name} now` });
    if (left.length === 0) return onDone();
    onLeft(left.map(({ finding }) => finding.text).join("\n"));
    setFindings(left.map(({ finding }, place) => ({ ...finding, line: place + 1 })));
    setReasons(
      new Map(
        left.map(({ finding, outcome }) => [
          finding.text,
          outcome.state === "unknown"
            ? "not known whether it worked"
            : errorWords(
                { code: outcome.code ?? "INTERNAL", ...(outcome.reason ? { reason: outcome.reason } : {}) },
                { vendor, subject: outcome.subject },
              ),
        ]),
      ),
    );
  };

  const adding = useMutation({
    mutationFn: async ({ text, role, sso }: Wanted) => {
      // What was looked up and shown is what is sent.
      const isReviewed = findings !== undefined && !findings.some(isWrong);
      const found = isReviewed ? findings : await askAddresses({ teamId: team.id, text });
      setFindings(found);
      const mustBeSeen = found.some((one) => isWrong(one) || one.finding === "outside");
      if (isReviewed || !mustBeSeen) await apply(found, role, sso);
    },
    onError: (failure) => setError(errorWords(wireErrorOf(failure), { vendor })),
  });
  const submit = (wanted: Wanted) => {
    if (adding.isPending) return;
    setError(wanted.text.trim() ? undefined : "Give at least one e-mail address or user ID");
    if (!wanted.text.trim()) return;
    setReasons(new Map());
    adding.mutate(wanted);
  };
  return {
    submit,
    isPending: adding.isPending,
    findings,
    reasons,
    error,
    forget: () => {
      setFindings(undefined);
      setError(undefined);
      setReasons(new Map());
      setAccepted([]);
    },
  };
}
