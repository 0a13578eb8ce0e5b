"use client";

import { useCallback, useRef, useState } from "react";
import type { ShellViewer } from "#components/shell/account-panel.tsx";
import { Avatar } from "#components/ui/avatar.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { Role } from "#lib/core/permissions.ts";

const AccountPanel = lazyPart(() => import("./account-panel.tsx").then((m) => m.AccountPanel));

const ROLE_WORDS: Record<Role, string> = { admin: "Admin", operator: "Operator", viewer: "Viewer" };

export function AccountMenu({ viewer, maySeeUsers }: { viewer: ShellViewer; maySeeUsers: boolean }) {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  // The press that dismisses the panel must not open it again.
  const closedAt = useRef(0);
  const close = useCallback(() => {
    closedAt.current = performance.now();
    setOpen(false);
  }, []);
  const name = viewer.name || viewer.email;
  return (
    <>
      <button
        ref={button}
        type="button"
        className="account"
        aria-expanded={isOpen}
        onClick={() => performance.now() - closedAt.current > 100 && setOpen(true)}
      >
        <span className="vh">Account</span>
        <Avatar name={name} size="md" />
        {/* The panel says it again: the button is called "Account". */}
        <span className="who" aria-hidden="true">
          <bdi className="clip">{name}</bdi>
          <small>{ROLE_WORDS[viewer.role]}</small>
        </span>
        <Icon name="upDown" size="sm" />
      </button>
      {isOpen && <AccountPanel viewer={viewer} maySeeUsers={maySeeUsers} anchor={button} onClose={close} />}
    </>
  );
}
