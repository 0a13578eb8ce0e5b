"use client";

import { useState } from "react";
import { HelpLink } from "#components/help/help-link.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { InviteLimit } from "#components/users/invite-limit.tsx";
import { LinkField } from "#components/users/link-field.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { fieldsOf } from "#lib/access/action/zod-fields.ts";
import { inviteUserAction } from "#lib/access/users/actions.ts";
import { LIMITED_ROLE_HINTS, ROLE_HINTS, ROLE_WORDS } from "#lib/access/users/constants.ts";
import { inviteUserSchema } from "#lib/access/users/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { FieldErrors } from "#lib/core/errors.ts";
import type { Granted } from "#lib/core/limits.ts";
import { ROLES, type Role } from "#lib/core/permissions.ts";

/** Asks whom to invite, then shows the link to hand over. */
export function InviteDialog({ onClose }: { onClose: () => void }) {
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [granted, setGranted] = useState<readonly Granted[] | null>(null);
  const [errors, setErrors] = useState<FieldErrors>({});
  const inviting = useActionMutation(inviteUserAction, {
    again: true,
    onError: (failure) => setErrors(failure.error.fields ?? {}),
  });
  const link = inviting.data;
  const submit = () => {
    if (inviting.isPending) return;
    const parsed = inviteUserSchema.safeParse({ email, role, granted });
    // To be limited to nothing is for who has an account: whoever joins by a link comes to see something.
    const isEmpty = granted?.length === 0;
    setErrors({
      ...(parsed.success ? {} : fieldsOf(parsed.error)),
      ...(isEmpty && { granted: ["Choose what they see, or take the limit back"] }),
    });
    if (parsed.success && !isEmpty) inviting.mutate(parsed.data);
    else if (!parsed.success) document.querySelector<HTMLElement>("dialog[open] [name=email]")?.focus();
  };
  if (link) {
    return (
      <Dialog
        open
        onClose={onClose}
        title="Invite link"
        lede={
          <>
            Send it to <bdi>{email.trim()}</bdi>. Whoever opens it joins as {ROLE_WORDS[role]}
            {link.places ? (
              <>
                , limited to <bdi>{link.places.join(", ")}</bdi>
              </>
            ) : null}
            .
          </>
        }
        footer={
          <Button size="lg" variant="primary" onClick={onClose}>
            Done
          </Button>
        }
      >
        <LinkField label="Invite link" link={link} />
      </Dialog>
    );
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Invite user"
      aside={<HelpLink topic="roles" isInDialog />}
      onSubmit={submit}
      footer={
        <>
          <Button size="lg" onClick={onClose}>
            Cancel
          </Button>
          <Button size="lg" variant="primary" type="submit" pending={inviting.isPending}>
            Create invite link
          </Button>
        </>
      }
    >
      <TextField
        name="email"
        label="Email"
        type="email"
        autoComplete="off"
        value={email}
        error={errors.email?.[0]}
        onChange={(event) => {
          setEmail(event.target.value);
          setErrors({});
        }}
      />
      <SelectField
        label="Role"
        value={role}
        hint={(granted ? LIMITED_ROLE_HINTS : ROLE_HINTS)[role]}
        error={errors.role?.[0]}
        onChange={(event) => setRole(ROLES.find((one) => one === event.target.value) ?? "viewer")}
      >
        {ROLES.toReversed().map((one) => (
          <option key={one} value={one}>
            {ROLE_WORDS[one]}
          </option>
        ))}
      </SelectField>
      <InviteLimit
        granted={granted}
        error={errors.granted?.[0]}
        onChange={(next) => {
          setGranted(next);
          setErrors(({ granted: _, ...others }) => others);
        }}
      />
      {inviting.error && !inviting.error.error.fields && (
        <p className="text-small text-danger" role="alert">
          {errorWords(inviting.error.error)}
        </p>
      )}
    </Dialog>
  );
}
