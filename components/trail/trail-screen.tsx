"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { HelpLink } from "#components/help/help-link.tsx";
import { ChainState } from "#components/trail/chain-state.tsx";
import { CheckpointsTable } from "#components/trail/checkpoints-table.tsx";
import { PublicKey } from "#components/trail/public-key.tsx";
import { StreamsTable } from "#components/trail/streams-table.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";
import { PageHeader } from "#components/ui/page-header.tsx";
import { Screen } from "#components/ui/screen.tsx";
import { ScrollArea } from "#components/ui/scroll-area.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { ActionFailure, useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import { grouped } from "#lib/core/grouped.ts";
import { makeCheckpointAction, verifyLogAction } from "#lib/insight/trail/actions.ts";
import { isChecking, trailKeys, trailOptions } from "#lib/insight/trail/queries.ts";
import type { Trail } from "#lib/insight/trail/schema.ts";

const CompareDialog = lazyPart(() => import("./compare-dialog.tsx").then((m) => m.CompareDialog));

/** Whether the audit log is whole, what proves it, and who gets it. */
export function TrailScreen({ initial }: { initial: Trail }) {
  const queryClient = useQueryClient();
  const toast = useToast();
  const [isComparing, setComparing] = useState(false);
  const { data: trail = initial, error } = useQuery({ ...trailOptions(), initialData: initial });
  const refresh = () => queryClient.invalidateQueries({ queryKey: trailKeys.all });
  const onError = (failure: ActionFailure) => toast({ tone: "danger", title: errorWords(failure.error) });
  const verifying = useActionMutation(verifyLogAction, { onSuccess: refresh, onError });
  const signing = useActionMutation(makeCheckpointAction, {
    onSuccess: ({ seq }) => {
      toast({ title: `Event ${grouped(seq)} is signed as the log's head` });
      return refresh();
    },
    onError,
  });
  const isBusy = verifying.isPending || isChecking(trail);
  return (
    <Screen>
      <PageHeader
        title="Audit log"
        count={trail.head.seq}
        actions={
          <>
            <HelpLink topic="audit" />
            <Button onClick={() => setComparing(true)}>Compare checkpoint</Button>
            <Button pending={signing.isPending} onClick={() => signing.mutate(undefined)}>
              Make checkpoint
            </Button>
            <Button
              variant="primary"
              pending={isBusy}
              onClick={() => {
                if (!isBusy) verifying.mutate(undefined);
              }}
            >
              Verify log
            </Button>
          </>
        }
      />
      {error instanceof ActionFailure && <Banner>Could not refresh: {errorWords(error.error)}</Banner>}
      <ScrollArea isStacked hasLine>
        <ChainState trail={trail} />
        <PublicKey value={trail.publicKey} />
        <CheckpointsTable trail={trail} />
        <StreamsTable streams={trail.streams} />
      </ScrollArea>
      {isComparing && <CompareDialog onClose={() => setComparing(false)} />}
    </Screen>
  );
}
