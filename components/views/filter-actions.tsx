"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import type { Role } from "#lib/core/permissions.ts";
import { type ViewPage, viewQuery } from "#lib/directory/views/pages.ts";

const ViewDialog = lazyPart(() => import("./view-dialog.tsx").then((m) => m.ViewDialog));

/** Left out where a bar of many filters would need a second line. */
const LONG = "sm:max-[1639px]:hidden";

/** What is done with all filters of a list at once: they are cleared, or kept under a name. */
export function FilterActions({
  state,
  save,
}: {
  state: { isFiltered: boolean; query: string; clear: () => void };
  /** Where the list's filter can be kept. */
  save?: { page: ViewPage; role: Role };
}) {
  const [isOpen, setOpen] = useState(false);
  const query = save ? viewQuery(save.page, state.query) : "";
  return (
    <>
      {state.isFiltered && (
        <Button variant="link" aria-label="Clear filters" onClick={state.clear}>
          <span>
            Clear<span className={LONG}> filters</span>
          </span>
        </Button>
      )}
      {save && query !== "" && (
        <Button aria-label="Save view" onClick={() => setOpen(true)}>
          <span>
            Save<span className={LONG}> view</span>
          </span>
        </Button>
      )}
      {save && isOpen && <ViewDialog {...save} query={query} onClose={() => setOpen(false)} />}
    </>
  );
}
