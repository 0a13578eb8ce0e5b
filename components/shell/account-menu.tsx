"use client";

import Link from "next/link";
import { useTheme } from "next-themes";
import { useState } from "react";
import { SETTINGS } from "#components/shell/nav-items.ts";
import { Avatar } from "#components/ui/avatar.tsx";
import { Icon } from "#components/ui/icon.tsx";
import { Menu } from "#components/ui/menu.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { Role } from "#lib/auth/permissions.ts";

const ROLE_WORDS: Record<Role, string> = { admin: "Admin", operator: "Operator", viewer: "Viewer" };

export type ShellViewer = { name: string; email: string; role: Role };

export function AccountMenu({ viewer, maySeeUsers }: { viewer: ShellViewer; maySeeUsers: boolean }) {
  const { theme, setTheme } = useTheme();
  const toast = useToast();
  const [isLeaving, setLeaving] = useState(false);
  const name = viewer.name || viewer.email;
  const signOut = async () => {
    setLeaving(true);
    try {
      // Loaded when it is first needed: next-auth's client would weigh on every page.
      const auth = await import("next-auth/react");
      await auth.signOut({ callbackUrl: "/sign-in" });
    } catch {
      setLeaving(false);
      toast({ title: "Could not sign out. Check your connection and try again.", tone: "danger" });
    }
  };
  return (
    <Menu
      label="Account"
      className="account"
      align="start"
      trigger={
        <>
          <Avatar name={name} size="md" />
          {/* The menu says it again: the button is called "Account". */}
          <span className="who" aria-hidden="true">
            <bdi className="clip">{name}</bdi>
            <small>{ROLE_WORDS[viewer.role]}</small>
          </span>
          <Icon name="upDown" size="sm" />
        </>
      }
    >
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
        onClick={() => void signOut()}
      >
        {isLeaving ? <Spinner /> : <Icon name="signOut" />}
        Sign out
      </button>
    </Menu>
  );
}
