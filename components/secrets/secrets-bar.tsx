"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { SelectionBar } from "#components/selection/selection-bar.tsx";
import { pickedOf, type Selection } from "#components/selection/use-selection.ts";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { useToast } from "#components/ui/toast.tsx";
import type { ActionFailure } from "#lib/access/action/failure.ts";
import { askChosen } from "#lib/changes/rotation/queries.ts";
import { type ChosenSecret, MAX_ROTATED } from "#lib/changes/rotation/schema.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { askedOf } from "#lib/core/filter/fields.ts";
import { queryString } from "#lib/core/paging/query-string.ts";
import { can, type Permission, type Role } from "#lib/core/permissions.ts";
import type { SecretFilter } from "#lib/directory/secrets/filter.ts";

const RotateManyDialog = lazyPart(() =>
  import("#components/rotation/rotate-many-dialog.tsx").then((m) => m.RotateManyDialog),
);
const ReviewDialog = lazyPart(() =>
  import("#components/changes/review-dialog.tsx").then((m) => m.ReviewDialog),
);

type Opened = { is: "rotate"; secrets: ChosenSecret[] } | { is: "delete" };
/** Ids that fit into an address; more than that is a filter's work. */
const MAX_IDS = 200;

/** What is done with a selection of secrets, of one team or over all. */
export function SecretsBar({
  teamId,
  filter,
  total,
  selection,
  role,
}: {
  teamId: string | undefined;
  filter: SecretFilter;
  total: number;
  selection: Selection;
  role: Role;
}) {
  const toast = useToast();
  const [opened, setOpened] = useState<Opened>();
  const choosing = useMutation({
    mutationFn: askChosen,
    onSuccess: (secrets) => setOpened({ is: "rotate", secrets }),
    onError: (failure: ActionFailure) =>
      toast({ tone: "danger", title: "Could not begin", detail: errorWords(failure.error) }),
  });
  const named = selection.isAll ? selection.except : selection.ids;
  const picked = { ...(teamId ? { teamId } : {}), ...pickedOf(selection), filter: askedOf(filter) };
  const may = (permission: Permission) =>
    can({ role }, permission) ? undefined : "Your role in Rollcall does not allow this.";
  const tooMany =
    named.size > MAX_ROTATED ? `Up to ${MAX_ROTATED} chosen rows; filter and select all instead.` : undefined;
  const download = () => {
    if (named.size > MAX_IDS)
      return toast({
        title: `Export takes up to ${MAX_IDS} chosen rows; filter and select all instead.`,
        tone: "danger",
      });
    const { sort, dir } = filter;
    const query = new URLSearchParams(queryString({ sort, dir, ...askedOf(filter) }));
    if (teamId) query.set("in", teamId);
    for (const id of named) query.append(selection.isAll ? "except" : "id", id);
    window.location.assign(`/api/secrets/export?${query}`);
    return undefined;
  };
  const close = () => setOpened(undefined);
  return (
    <>
      <SelectionBar
        selection={selection}
        total={total}
        actions={[
          {
            label: "Rotate",
            icon: "rotate",
            reason: may("secret.rotate") ?? tooMany,
            onPress: () => !choosing.isPending && choosing.mutate(picked),
          },
          {
            label: "Delete",
            icon: "trash",
            reason: may("secret.delete") ?? tooMany,
            onPress: () => setOpened({ is: "delete" }),
          },
          { label: "Export", icon: "download", reason: may("secret.export"), onPress: download },
        ]}
      />
      {opened?.is === "rotate" && (
        <RotateManyDialog secrets={opened.secrets} onClose={close} onStarted={selection.clear} />
      )}
      {opened?.is === "delete" && (
        <ReviewDialog
          changes={undefined}
          source={{ kind: "secrets", ...picked, action: { do: "delete" } }}
          onClose={close}
          onStarted={selection.clear}
        />
      )}
    </>
  );
}
