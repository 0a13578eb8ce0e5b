"use client";

import { useState } from "react";
import { useOpenedByLink } from "#components/shell/use-opened-by-link.ts";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";

const ImportDotenvDialog = lazyPart(() =>
  import("./import-dotenv-dialog.tsx").then((m) => m.ImportDotenvDialog),
);

/** The button "Import .env" and its dialog. `team`: the only one that it is for. */
export function ImportDotenv({ team }: { team?: { id: string; name: string } }) {
  const [isOpen, setOpen] = useState(false);
  useOpenedByLink("env", () => setOpen(true));
  return (
    <>
      <Button icon="file" onClick={() => setOpen(true)}>
        Import .env
      </Button>
      {isOpen && <ImportDotenvDialog team={team} onClose={() => setOpen(false)} />}
    </>
  );
}
