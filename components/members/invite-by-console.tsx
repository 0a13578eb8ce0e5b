"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { InviteFor } from "#components/intake/invite-for.tsx";
import { ROLE_WORDS } from "#components/teams/roles.ts";
import { Button } from "#components/ui/button.tsx";
import { buttonClasses } from "#components/ui/button-classes.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Note } from "#components/ui/note.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextareaField } from "#components/ui/textarea-field.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { startWatchingAction } from "#lib/directory/invitations/actions.ts";
import { splitAddresses } from "#lib/directory/members/address-text.ts";
import { emailSchema } from "#lib/directory/members/schema.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";
import type { TeamRole } from "#lib/vendors/port.ts";

/** Invites where the vendor's API cannot: copies the addresses, opens the console, and watches for the new rows. */
export function InviteByConsole({
  team,
  onClose,
  onMany,
}: {
  team: TeamRow;
  onClose: () => void;
  /** Goes on in the larger dialog, with what was typed. */
  onMany: (text: string) => void;
}) {
  const { name: vendor, consoleUrl, capabilities } = VENDOR_FACTS[team.vendor];
  const [text, setText] = useState("");
  const [error, setError] = useState<string>();
  const [copied, setCopied] = useState("");
  const toast = useToast();
  const router = useRouter();
  const [role, setRole] = useState<TeamRole>("member");
  const [minutes, setMinutes] = useState(0);
  const wish = { role, ...(minutes && role !== "member" ? { minutes } : {}) };
  // Two of them: "sent" may be pressed while what was copied is still being noted.
  const watchCopied = useActionMutation(startWatchingAction, { onSuccess: () => router.refresh() });
  const watch = useActionMutation(startWatchingAction, { onSuccess: () => router.refresh() });
  const failure = watch.error ?? watchCopied.error;

  const read = (): string[] | undefined => {
    const addresses = [...new Set(splitAddresses(text))];
    const wrong = addresses.find((address) => !emailSchema.safeParse(address).success);
    if (addresses.length === 0) setError("Give at least one e-mail address");
    else if (wrong) setError(`${wrong} is not an e-mail address`);
    else return addresses;
    return undefined;
  };
  const copy = async () => {
    const emails = read();
    if (!emails) return;
    const count = emails.length === 1 ? "1 address" : `${emails.length} addresses`;
    // Copied for an invitation: from now on Rollcall looks out for them.
    watchCopied.mutate({ teamId: team.id, emails, ...wish });
    try {
      await navigator.clipboard.writeText(emails.join(", "));
      setCopied(`${count} copied. Rollcall watches for them.`);
    } catch {
      setCopied("The browser did not allow copying: select the text and copy it yourself.");
    }
  };
  const finish = () => {
    const emails = read();
    if (!emails || watch.isPending) return;
    watch.mutate(
      { teamId: team.id, emails, ...wish },
      {
        onSuccess: () => {
          toast({
            title: `Rollcall watches for ${emails.length === 1 ? emails[0] : `${emails.length} people`}`,
            detail: `They appear here as invited once ${vendor} lists them.`,
          });
          onClose();
        },
      },
    );
  };
  const url = consoleUrl?.({ id: team.vendorTeamId, namespace: team.namespace });
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Invite to ${team.name}`}
      lede={`${vendor} has no way to invite from outside: send the invitations in its console, and Rollcall says when they appear.`}
      onSubmit={finish}
      footer={
        <>
          <FootNote aria-live="polite">{copied}</FootNote>
          <Button size="lg" variant="primary" type="submit" pending={watch.isPending}>
            I have sent the invitations
          </Button>
        </>
      }
    >
      <TextareaField
        label="Emails"
        value={text}
        rows={4}
        spellCheck={false}
        autoComplete="off"
        error={error}
        hint="One a line, or separated by commas."
        onChange={(event) => {
          setText(event.target.value);
          setError(undefined);
          setCopied("");
        }}
      />
      <Button variant="link" className="-mt-1.5 -ms-2 self-start" onClick={() => onMany(text)}>
        A longer list, or a file
      </Button>
      {capabilities.assignableRoles.length > 1 && (
        <SelectField
          label="Role"
          value={role}
          hint="Anything but Member is kept as a wish, and offered as a change once they have accepted."
          onChange={(event) => setRole(event.target.value as TeamRole)}
        >
          {capabilities.assignableRoles.toReversed().map((value) => (
            <option key={value} value={value}>
              {ROLE_WORDS[value]}
            </option>
          ))}
        </SelectField>
      )}
      {role !== "member" && <InviteFor value={minutes} onChange={setMinutes} />}
      <div className="flex flex-wrap gap-2">
        <Button size="lg" icon="copy" onClick={() => void copy()}>
          Copy addresses
        </Button>
        {url && (
          <a className={buttonClasses({ size: "lg" })} href={url} target="_blank" rel="noreferrer noopener">
            <Icon name="external" />
            Open {vendor} console
          </a>
        )}
      </div>
      {failure && <Note tone="danger">{errorWords(failure.error, { vendor })}</Note>}
    </Dialog>
  );
}
