"use client";

import { useId, useState } from "react";
import { whyNot } from "#components/teams/roles.ts";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { Role } from "#lib/core/permissions.ts";
import type { TeamRow } from "#lib/directory/teams/schema.ts";
import { VENDOR_FACTS } from "#lib/vendors/facts.ts";

const AddMembers = lazyPart(() => import("./add-members.tsx").then((m) => m.AddMembers));
const InvitePeople = lazyPart(() =>
  import("#components/intake/invite-people.tsx").then((m) => m.InvitePeople),
);
const InviteByConsole = lazyPart(() => import("./invite-by-console.tsx").then((m) => m.InviteByConsole));

/** The page's one primary button: "Add members" where the vendor's API can, else "Invite" through its console. */
export function PrimaryAction({ team, role }: { team: TeamRow; role: Role }) {
  const { capabilities } = VENDOR_FACTS[team.vendor];
  const [opened, setOpened] = useState<"few" | { many: string }>();
  const noteId = useId();
  const isInvite = !capabilities.addMembers;
  if (isInvite && !capabilities.consoleInvite) return null;
  // Inviting by hand happens in the vendor's console: the stored token's rights do not matter for it.
  const reason = isInvite ? whyNot(role, "invitation.watch") : whyNot(role, "member.add", team);
  const close = () => setOpened(undefined);
  const many = (text: string) => setOpened({ many: text });
  return (
    <>
      <Button
        variant="primary"
        icon="plus"
        aria-disabled={reason ? true : undefined}
        aria-describedby={reason ? noteId : undefined}
        title={reason}
        onClick={() => setOpened("few")}
      >
        {isInvite ? "Invite" : "Add members"}
      </Button>
      {reason && (
        <span id={noteId} className="sr-only">
          {reason}
        </span>
      )}
      {opened === "few" &&
        (isInvite ? (
          <InviteByConsole team={team} onClose={close} onMany={many} />
        ) : (
          <AddMembers team={team} onClose={close} onMany={many} />
        ))}
      {opened && opened !== "few" && (
        <InvitePeople
          initial={{
            teamId: team.id,
            connectionId: team.connectionId,
            label: team.label,
            vendor: team.vendor,
            kind: team.kind,
            role: "member",
          }}
          initialText={opened.many}
          onClose={close}
        />
      )}
    </>
  );
}
