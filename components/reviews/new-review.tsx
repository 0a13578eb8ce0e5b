"use client";

import { useState } from "react";
import { useOpenedByLink } from "#components/shell/use-opened-by-link.ts";
import { Button } from "#components/ui/button.tsx";
import { lazyPart } from "#components/ui/lazy-part.tsx";

const NewReviewDialog = lazyPart(() => import("./new-review-dialog.tsx").then((m) => m.NewReviewDialog));

export function NewReview({ userId }: { userId: string }) {
  const [isOpen, setOpen] = useState(false);
  useOpenedByLink("new", () => setOpen(true));
  return (
    <>
      <Button variant="primary" icon="plus" onClick={() => setOpen(true)}>
        New review
      </Button>
      {isOpen && <NewReviewDialog userId={userId} onClose={() => setOpen(false)} />}
    </>
  );
}
