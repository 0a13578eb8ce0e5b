"use client";

import { useState } from "react";
import { useOpenedByLink } from "#components/shell/use-opened-by-link.ts";
import { whyNot } from "#components/teams/roles.ts";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { Role } from "#lib/core/permissions.ts";

const InvitePeople = lazyPart(() => import("./invite-people.tsx").then((m) => m.InvitePeople));
const ImportRoster = lazyPart(() => import("./import-roster.tsx").then((m) => m.ImportRoster));

/** "Import roster" and "Invite people": actions of the header of /people. */
export function IntakeButtons({ role }: { role: Role }) {
  const [opened, setOpened] = useState<"roster" | "invite">();
  const reason = whyNot(role, "upload.create");
  const close = () => setOpened(undefined);
  const disabled = reason ? ({ "aria-disabled": true, title: reason } as const) : {};
  useOpenedByLink("roster", () => !reason && setOpened("roster"));
  useOpenedByLink("invite", () => !reason && setOpened("invite"));
  return (
    <>
      <Button icon="upload" {...disabled} onClick={() => setOpened("roster")}>
        Import roster
      </Button>
      <Button variant="primary" icon="plus" {...disabled} onClick={() => setOpened("invite")}>
        Invite people
      </Button>
      {opened === "roster" && <ImportRoster onClose={close} />}
      {opened === "invite" && <InvitePeople onClose={close} />}
    </>
  );
}
