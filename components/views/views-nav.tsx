"use client";

import { useQuery } from "@tanstack/react-query";
import { usePathname, useSearchParams } from "next/navigation";
import { useState } from "react";
import { Act } from "#components/ui/act.tsx";
import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { Link } from "#components/ui/link.tsx";
import { VIEW_PLACES } from "#components/views/view-places.ts";
import type { Role } from "#lib/core/permissions.ts";
import { viewHref, viewQuery } from "#lib/directory/views/pages.ts";
import { viewsOptions } from "#lib/directory/views/queries.ts";
import type { View } from "#lib/directory/views/schema.ts";

const ViewDialog = lazyPart(() => import("./view-dialog.tsx").then((m) => m.ViewDialog));
const DeleteView = lazyPart(() => import("./delete-view.tsx").then((m) => m.DeleteView));

/** The navigation "Views": filters of lists under a name, those that come with Rollcall first. */
export function ViewsNav({ initial, role }: { initial: readonly View[]; role: Role }) {
  const { data: views } = useQuery({ ...viewsOptions(), initialData: [...initial] });
  const pathname = usePathname();
  const search = useSearchParams().toString();
  const [opened, setOpened] = useState<{ what: "rename" | "delete"; view: View }>();
  const close = () => setOpened(undefined);
  const isOpen = ({ page, query }: View): boolean =>
    pathname === `/${page}` && viewQuery(page, search) === query;
  return (
    <nav className="mt-3 flex min-h-0 shrink flex-col overflow-y-auto max-sm:hidden" aria-label="Views">
      <p className="px-2 pb-1 text-micro font-medium text-faint" aria-hidden="true">
        Views
      </p>
      <ul className="flex flex-col gap-px">
        {views.map((view) => (
          <li key={view.id ?? view.name} className="group relative flex items-center">
            <Link
              href={viewHref(view)}
              className="flex h-6.5 min-w-0 flex-1 items-center gap-2 rounded-md px-2 text-muted hover:bg-hover hover:text-text aria-[current]:bg-pressed aria-[current]:font-medium aria-[current]:text-text"
              aria-current={isOpen(view) ? "page" : undefined}
              title={view.by ? `${view.name}, shared by ${view.by}` : view.name}
            >
              <Icon name={VIEW_PLACES[view.page].icon} className="text-faint" />
              <bdi className={cx("clip", (view.mayChange || view.mayDelete) && "group-hover:pe-12")}>
                {view.name}
              </bdi>
            </Link>
            {(view.mayChange || view.mayDelete) && (
              <span className="absolute end-0.5 flex opacity-0 group-focus-within:opacity-100 group-hover:opacity-100">
                {view.mayChange && (
                  <Act
                    icon="pencil"
                    name={`Rename ${view.name}`}
                    onClick={() => setOpened({ what: "rename", view })}
                  />
                )}
                {view.mayDelete && (
                  <Act
                    icon="trash"
                    name={`Delete ${view.name}`}
                    onClick={() => setOpened({ what: "delete", view })}
                  />
                )}
              </span>
            )}
          </li>
        ))}
      </ul>
      {opened?.what === "rename" && (
        <ViewDialog role={role} {...opened.view} view={opened.view} onClose={close} />
      )}
      {opened?.what === "delete" && <DeleteView view={opened.view} onClose={close} />}
    </nav>
  );
}
