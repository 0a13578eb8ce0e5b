"use client";

import { useRouter } from "next/navigation";
import { Select } from "#components/ui/select.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { NoticeEvent, NoticeWay } from "#lib/core/notice-events.ts";
import { setNoticeAction } from "#lib/insight/notices/actions.ts";

const WAYS: Record<NoticeWay, string> = { once: "At once", digest: "Once a day", off: "Off" };

/** How one is told of an event, saved as it is chosen. */
export function NoticeChoice({
  event,
  label,
  way,
  isFixed,
}: {
  event: NoticeEvent;
  label: string;
  way: NoticeWay;
  isFixed: boolean;
}) {
  const router = useRouter();
  const toast = useToast();
  const saving = useActionMutation(setNoticeAction, {
    again: true,
    onSuccess: ({ way: saved }) => {
      toast({ title: `${label}: ${WAYS[saved].toLowerCase()}` });
      router.refresh();
    },
    onError: (failure) => {
      toast({ tone: "danger", title: errorWords(failure.error) });
      router.refresh();
    },
  });
  // What was saved stands before the page that says so is here.
  const shown = saving.isPending ? saving.variables.way : (saving.data?.way ?? way);
  return (
    <Select
      aria-label={label}
      value={shown}
      onChange={({ target }) => {
        const chosen = (["once", "digest", "off"] as const).find((one) => one === target.value);
        if (chosen) saving.mutate({ event, way: chosen });
      }}
    >
      <option value="once">{WAYS.once}</option>
      <option value="digest">{WAYS.digest}</option>
      {!isFixed && <option value="off">{WAYS.off}</option>}
    </Select>
  );
}
