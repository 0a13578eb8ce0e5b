"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useTheme } from "next-themes";
import type { RefObject } from "react";
import { SETTINGS } from "#components/shell/nav-items.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { Role } from "#lib/core/permissions.ts";

export type ShellViewer = { name: string; email: string; role: Role };

/** What the Account button opens: who one is, the theme, the way out. */
export function AccountPanel({
  viewer,
  maySeeUsers,
  anchor,
  onClose,
}: {
  viewer: ShellViewer;
  maySeeUsers: boolean;
  anchor: RefObject<HTMLElement | null>;
  onClose: () => void;
}) {
  const { theme, setTheme } = useTheme();
  const toast = useToast();
  const name = viewer.name || viewer.email;
  const leaving = useMutation({
    mutationFn: async () => {
      // Loaded when it is first needed: next-auth's client would weigh on every page.
      const auth = await import("next-auth/react");
      await auth.signOut({ callbackUrl: "/sign-in" });
    },
    onError: () =>
      toast({ title: "Could not sign out. Check your connection and try again.", tone: "danger" }),
  });
  // Signed out, the page is left: until then it goes on to look busy.
  const isLeaving = leaving.isPending || leaving.isSuccess;
  return (
    <Popover anchor={anchor} align="start" className="menu" role="group" label="Account" onClose={onClose}>
      <p className="menu-head">
        <bdi className="clip strong">{name}</bdi>
        <small>
          <bdi>{viewer.email}</bdi>
        </small>
      </p>
      <hr />
      <div className="only-phone">
        {SETTINGS.filter((leaf) => maySeeUsers || !leaf.isForAdmins).map((leaf) => (
          <Link key={leaf.href} href={leaf.href} className="menu-item">
            {leaf.label}
          </Link>
        ))}
        <hr />
      </div>
      <label className="menu-row">
        Theme
        <span className="select">
          <select value={theme ?? "system"} onChange={(event) => setTheme(event.target.value)}>
            <option value="system">System</option>
            <option value="light">Light</option>
            <option value="dark">Dark</option>
          </select>
          <Icon name="chevron" />
        </span>
      </label>
      <hr />
      <button
        type="button"
        className="menu-item"
        aria-busy={isLeaving || undefined}
        onClick={() => leaving.mutate()}
      >
        {isLeaving ? <Spinner /> : <Icon name="signOut" />}
        Sign out
      </button>
    </Popover>
  );
}
