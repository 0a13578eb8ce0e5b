"use client";

import { useState } from "react";
import { ChangeNotes } from "#components/changes/change-notes.tsx";
import { useChangeDialog } from "#components/changes/use-change-dialog.ts";
import { Findings } from "#components/teams/address-findings.tsx";
import { FormDialog } from "#components/ui/form-dialog.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { teamTitleSchema } from "#lib/changes/schema.ts";
import { askAddresses } from "#lib/directory/members/queries.ts";
import type { AddressFinding } from "#lib/directory/members/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { VendorId } from "#lib/vendors/ids.ts";

export type Organization = { connectionId: string; vendor: VendorId; name: string; label: string };

const isUnusable = ({ finding }: AddressFinding): boolean =>
  finding !== "in-organization" && finding !== "duplicate";

/** What is wrong with the people of a new team: they must be in its organization. */
function wrongMembers(
  findings: readonly AddressFinding[] | undefined,
  organization: string,
): string | undefined {
  const unusable = findings?.filter(isUnusable) ?? [];
  if (unusable.length === 0) return undefined;
  return unusable.every(({ finding }) => finding === "outside")
    ? `Only people of ${organization} can be in a new team. Create it without the others, then add them on its page, which invites them first.`
    : "Some lines name nobody";
}

export function NewTeam({
  organizations,
  onClose,
}: {
  organizations: readonly Organization[];
  onClose: () => void;
}) {
  const [connectionId, setConnectionId] = useState(organizations[0]?.connectionId ?? "");
  const [title, setTitle] = useState("");
  const [members, setMembers] = useState("");
  const [findings, setFindings] = useState<AddressFinding[]>();
  const [wrongTitle, setWrongTitle] = useState<string>();
  const organization = organizations.find((one) => one.connectionId === connectionId);
  const creating = useChangeDialog({
    ...(organization ? { vendor: VENDOR_FACTS[organization.vendor].name } : {}),
    onClose,
  });
  const { plan, refused } = creating;
  const isTaken = refused?.code === "VENDOR_CONFLICT";
  const titleError =
    wrongTitle ?? (isTaken ? `${title.trim()} is already taken` : refused?.fields?.title?.[0]);

  /** The ids of the people that were named; undefined where some of them cannot be in it. */
  const memberIds = async (): Promise<string[] | undefined> => {
    if (!members.trim()) return [];
    const found = await askAddresses({ connectionId, text: members });
    const isUsable = !found.some(isUnusable);
    setFindings(isUsable ? undefined : found);
    if (!isUsable) return undefined;
    return found.flatMap(({ finding, userId }) => (finding === "in-organization" && userId ? [userId] : []));
  };
  const create = () => {
    const checked = teamTitleSchema.safeParse(title);
    if (!checked.success) return setWrongTitle(checked.error.issues[0]?.message ?? "Give the team a title");
    return creating.apply(async () => {
      const ids = await memberIds();
      return ids && { kind: "team.create", input: { connectionId, title: checked.data, memberIds: ids } };
    });
  };
  return (
    <FormDialog
      title="New team"
      hint="1 call"
      action="Create team"
      pending={creating.isPending}
      onSubmit={create}
      onClose={onClose}
    >
      <SelectField
        label="Organization"
        value={connectionId}
        onChange={(event) => {
          setConnectionId(event.target.value);
          setFindings(undefined);
          creating.forget();
        }}
      >
        {organizations.map((one) => (
          <option key={one.connectionId} value={one.connectionId}>
            {one.name === one.label ? one.name : `${one.name} (${one.label})`}
          </option>
        ))}
      </SelectField>
      <TextField
        label="Title"
        value={title}
        autoComplete="off"
        error={titleError}
        onChange={(event) => {
          setTitle(event.target.value);
          setWrongTitle(undefined);
          creating.forget();
        }}
      />
      <TextareaField
        label="Members"
        value={members}
        rows={3}
        spellCheck={false}
        autoComplete="off"
        error={wrongMembers(findings, organization?.name ?? "the organization")}
        hint="Optional: e-mails or user IDs of people in the organization, one a line."
        onChange={(event) => {
          setMembers(event.target.value);
          setFindings(undefined);
          creating.forget();
        }}
      />
      {findings && <Findings findings={findings} />}
      <ChangeNotes plan={plan} refused={titleError ? undefined : refused} />
    </FormDialog>
  );
}
