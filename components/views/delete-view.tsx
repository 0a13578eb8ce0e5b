"use client";

import { useQueryClient } from "@tanstack/react-query";
import { ConfirmDialog } from "#components/ui/confirm-dialog.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { deleteViewAction } from "#lib/directory/views/actions.ts";
import { viewKeys } from "#lib/directory/views/queries.ts";
import type { View } from "#lib/directory/views/schema.ts";

export function DeleteView({ view, onClose }: { view: View; onClose: () => void }) {
  const queryClient = useQueryClient();
  const remove = useActionMutation(deleteViewAction, {
    again: "NOT_FOUND",
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: viewKeys.all });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={<bdi>{`Delete ${view.name}?`}</bdi>}
      lede={view.isShared ? "It goes from everybody's navigation." : "Nobody else sees it."}
      action="Delete view"
      pending={remove.isPending}
      error={remove.error ? errorWords(remove.error.error, { subject: "This view" }) : undefined}
      onConfirm={() => view.id && remove.mutate({ id: view.id })}
      onClose={onClose}
    />
  );
}
