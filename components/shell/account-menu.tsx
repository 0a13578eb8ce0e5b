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
        className="mt-1 flex h-10 w-full cursor-pointer items-center gap-2 rounded-md px-2 text-start hover:bg-hover max-sm:m-0 max-sm:w-10 max-sm:justify-center max-sm:p-0"
        aria-expanded={isOpen}
        onClick={() => performance.now() - closedAt.current > 100 && setOpen(true)}
      >
        <span className="sr-only">Account</span>
        <Avatar name={name} />
        {/* The panel says it again: the button is called "Account". */}
        <span className="min-w-0 flex-1 leading-4 max-sm:hidden" aria-hidden="true">
          <bdi className="clip">{name}</bdi>
          <small className="block text-micro/[14px] text-faint">{ROLE_WORDS[viewer.role]}</small>
        </span>
        <Icon name="upDown" size="sm" className="max-sm:hidden" />
      </button>
      {isOpen && <AccountPanel viewer={viewer} maySeeUsers={maySeeUsers} anchor={button} onClose={close} />}
    </>
  );
}
