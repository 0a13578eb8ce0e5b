"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { useChange } from "#components/changes/use-change.tsx";
import { Findings } from "#components/teams/address-findings.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Note } from "#components/ui/note.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { ActionFailure } from "#lib/access/action/failure.ts";
import { teamTitleSchema } from "#lib/changes/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { askAddresses } from "#lib/directory/members/queries.ts";
import type { AddressFinding } from "#lib/directory/members/schema.ts";

export type Organization = { connectionId: string; name: string; label: string };
type Problems = { title?: string; members?: string; form?: string };

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
  const [problems, setProblems] = useState<Problems>({});
  const [isPending, setPending] = useState(false);
  const change = useChange();
  const router = useRouter();
  const organization = organizations.find((one) => one.connectionId === connectionId);

  const memberIds = async (): Promise<string[] | undefined> => {
    if (!members.trim()) return [];
    const found = await askAddresses({ connectionId, text: members });
    const unusable = found.filter(({ finding }) => finding !== "in-organization" && finding !== "duplicate");
    setFindings(unusable.length > 0 ? found : undefined);
    if (unusable.length === 0)
      return found.flatMap(({ finding, userId }) =>
        finding === "in-organization" && userId ? [userId] : [],
      );
    const isOnlyOutside = unusable.every(({ finding }) => finding === "outside");
    setProblems({
      members: isOnlyOutside
        ? `Only people of ${organization?.name ?? "the organization"} can be in a new team. Create it without the others, then add them on its page, which invites them first.`
        : "Some lines name nobody",
    });
    return undefined;
  };
  const create = async () => {
    if (isPending) return;
    const checked = teamTitleSchema.safeParse(title);
    if (!checked.success)
      return setProblems({ title: checked.error.issues[0]?.message ?? "Give the team a title" });
    setPending(true);
    setProblems({});
    try {
      const ids = await memberIds();
      if (!ids) return;
      const vendor = "GitBook";
      const end = await change.run(
        [{ kind: "team.create", input: { connectionId, title: checked.data, memberIds: ids } }],
        { vendor },
      );
      if (end.is === "done") {
        void change.say(end.outcomes, vendor);
        onClose();
        router.refresh();
      } else if (end.is === "confirm")
        setProblems({ form: end.plan.changes[0]?.refusal?.reason ?? "This cannot be done" });
      else {
        const code = end.is === "failed" ? end.code : end.error.code;
        const field = end.is === "error" ? end.error.fields?.title?.[0] : undefined;
        if (code === "VENDOR_CONFLICT") setProblems({ title: `${checked.data} is already taken` });
        else setProblems(field ? { title: field } : { form: end.reason });
      }
    } catch (failure) {
      const error = failure instanceof ActionFailure ? failure.error : { code: "INTERNAL" as const };
      setProblems({ form: errorWords(error) });
    } finally {
      setPending(false);
    }
  };
  return (
    <Dialog
      open
      onClose={onClose}
      title="New team"
      onSubmit={() => void create()}
      footer={
        <>
          <span className="hint">1 call</span>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={isPending}>
            Create team
          </Button>
        </>
      }
    >
      <SelectField
        label="Organization"
        value={connectionId}
        onChange={(event) => {
          setConnectionId(event.target.value);
          setFindings(undefined);
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
        error={problems.title}
        onChange={(event) => {
          setTitle(event.target.value);
          setProblems(({ title: _gone, ...rest }) => rest);
        }}
      />
      <TextareaField
        label="Members"
        value={members}
        rows={3}
        spellCheck={false}
        autoComplete="off"
        error={problems.members}
        hint="Optional: e-mails or user IDs of people in the organization, one a line."
        onChange={(event) => {
          setMembers(event.target.value);
          setFindings(undefined);
          setProblems(({ members: _gone, ...rest }) => rest);
        }}
      />
      {findings && <Findings findings={findings} />}
      {problems.form && <Note tone="danger">{problems.form}</Note>}
    </Dialog>
  );
}
