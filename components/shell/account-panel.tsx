"use client";

import { useMutation } from "@tanstack/react-query";
import { usePathname } from "next/navigation";
import { type RefObject, useId, useState } from "react";
import { isWithin, leavesOf } from "#components/shell/nav-items.ts";
import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Link } from "#components/ui/link.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { Select } from "#components/ui/select.tsx";
import { Spinner } from "#components/ui/spinner.tsx";
import { chooseTheme, themeNow } from "#components/ui/theme.ts";
import { useToast } from "#components/ui/toast.tsx";
import type { Role } from "#lib/core/permissions.ts";
import { themeOf } from "#lib/core/theme.ts";

export type ShellViewer = { name: string; email: string; role: Role; isLimited: boolean };

const ITEM =
  "flex h-7 w-full cursor-pointer items-center gap-2 rounded-sm px-2 text-start hover:bg-hover max-sm:h-10";
const LINE = "-mx-1 my-1 border-line-raised";

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
  const pathname = usePathname();
  const [theme, setTheme] = useState(themeNow);
  const themeId = useId();
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
    <Popover anchor={anchor} look="menu" role="group" label="Account" onClose={onClose}>
      <p className="px-2 pt-1.5 pb-2">
        <bdi className="clip font-medium">{name}</bdi>
        <small className="block text-small text-faint">
          <bdi>{viewer.email}</bdi>
        </small>
      </p>
      <hr className={LINE} />
      {/* In Settings these links stand on the page already. */}
      {!isWithin(pathname, "/settings") && (
        <>
          <div className="sm:hidden">
            {leavesOf("/settings", maySeeUsers).map((leaf) => (
              <Link key={leaf.href} href={leaf.href} className={ITEM} onClick={onClose}>
                {leaf.label}
              </Link>
            ))}
          </div>
          <Link href="/settings/profile" className={cx(ITEM, "max-sm:hidden")} onClick={onClose}>
            Profile
          </Link>
        </>
      )}
      <Link href="/help" className={ITEM} onClick={onClose}>
        Help
      </Link>
      <hr className={LINE} />
      <label htmlFor={themeId} className="flex items-center justify-between gap-4 py-1 ps-2 pe-1">
        Theme
        <Select
          id={themeId}
          value={theme}
          onChange={(event) => {
            const chosen = themeOf(event.target.value);
            chooseTheme(chosen);
            setTheme(chosen);
          }}
        >
          <option value="system">System</option>
          <option value="light">Light</option>
          <option value="dark">Dark</option>
        </Select>
      </label>
      <hr className={LINE} />
      <button
        type="button"
        className={ITEM}
        aria-busy={isLeaving || undefined}
        onClick={() => leaving.mutate()}
      >
        {isLeaving ? <Spinner /> : <Icon name="signOut" className="size-3.5 text-faint" />}
        Sign out
      </button>
    </Popover>
  );
}
