"use client";

import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useOpenedByLink } from "#components/shell/use-opened-by-link.ts";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { secretTeamsOptions } from "#lib/directory/secrets/queries.ts";

const ImportDotenvDialog = lazyPart(() =>
  import("./import-dotenv-dialog.tsx").then((m) => m.ImportDotenvDialog),
);

/** The button "Import .env" and its dialog. `team`: the only one that it is for; else all are asked for when it opens. */
export function ImportDotenv({ team }: { team?: { id: string; name: string } }) {
  const [isOpen, setOpen] = useState(false);
  const toast = useToast();
  const all = useQuery({ ...secretTeamsOptions(), enabled: isOpen && !team });
  const teams = team ? [team] : all.data?.filter(({ isReadOnly }) => !isReadOnly);
  useEffect(() => {
    if (!isOpen || !all.isError) return;
    setOpen(false);
    toast({ title: "The teams could not be read", detail: "Try again in a moment.", tone: "danger" });
  }, [isOpen, all.isError, toast]);
  useOpenedByLink("env", () => setOpen(true));
  return (
    <>
      <Button icon="file" pending={isOpen && !teams} onClick={() => setOpen(true)}>
        Import .env
      </Button>
      {isOpen && teams && <ImportDotenvDialog teams={teams} onClose={() => setOpen(false)} />}
    </>
  );
}
