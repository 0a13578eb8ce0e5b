"use client";

import { type FormEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { Act } from "#components/ui/act.tsx";
import { cx } from "#components/ui/cx.ts";
import { DIALOG, DIALOG_FOOT } from "#components/ui/dialog-classes.ts";
import { focusPage, keepFocus } from "#components/ui/focus-page.ts";

export type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  lede?: ReactNode;
  /** Stands at the end of the title's line. */
  aside?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  wide?: boolean;
  /** With it, the dialog's content is a form and a submit button in the footer sends it. */
  onSubmit?: () => void;
  /** "danger": the first focus goes to the footer's first button, not to a field. */
  focus?: "field" | "footer";
};

/** Where a dialog begins: its first field, or what says of itself that it comes first. */
const FIELD = "input:not([type=hidden]), textarea, select, [data-first]";

/** A modal on the native `<dialog>`. Its content exists only while it is open: nothing typed is kept afterwards. */
export function Dialog(props: DialogProps) {
  return props.open ? <OpenDialog {...props} /> : null;
}

function OpenDialog({
  onClose,
  title,
  lede,
  aside,
  children,
  footer,
  wide,
  onSubmit,
  focus = "field",
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const ledeId = useId();

  useLayoutEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    const opener = document.activeElement;
    const begin = () => {
      const field = focus === "field" ? dialog.querySelector<HTMLElement>(`[data-body] :is(${FIELD})`) : null;
      (field ?? dialog.querySelector<HTMLElement>("[data-foot] button") ?? dialog).focus();
    };
    dialog.showModal();
    begin();
    // What had the focus may make way for the dialog's next step.
    const stop = keepFocus(dialog, () => document.activeElement === document.body && begin());
    return () => {
      stop();
      dialog.close();
      const isThere = opener instanceof HTMLElement && opener.isConnected && opener !== document.body;
      if (isThere) opener.focus();
      else focusPage(dialog);
    };
  }, [focus]);

  // React has no prop for it on older engines' "cancel"; Escape must go through onClose so that state follows.
  useEffect(() => {
    const dialog = ref.current;
    const onCancel = (event: Event) => {
      if (event.target !== dialog) return;
      event.preventDefault();
      onClose();
    };
    dialog?.addEventListener("cancel", onCancel);
    return () => dialog?.removeEventListener("cancel", onCancel);
  }, [onClose]);

  const content = (
    <>
      {lede && (
        <p className="flex-none px-dialog pt-0.5 text-muted" id={ledeId}>
          {lede}
        </p>
      )}
      {children && (
        <div
          className="flex min-h-0 flex-col gap-3.5 overflow-auto px-dialog pt-3.5 pb-5 empty:pt-0"
          data-body
        >
          {children}
        </div>
      )}
      {footer && (
        <div
          className={cx(
            DIALOG_FOOT,
            "gap-2 px-dialog py-3 [&>:is(button,a):first-child]:ms-auto max-sm:[&>:is(button,a)]:flex-1",
          )}
          data-foot
        >
          {footer}
        </div>
      )}
    </>
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    onSubmit?.();
  };
  // In the body: opened from a table's cell, it would be set as that cell's text is.
  return createPortal(
    <dialog
      ref={ref}
      className={wide ? DIALOG.wide : DIALOG.normal}
      aria-labelledby={titleId}
      aria-describedby={lede ? ledeId : undefined}
      tabIndex={-1}
    >
      <div className="flex flex-none items-center gap-2 ps-dialog pe-3 pt-3.5">
        <h2 id={titleId} className="min-w-0 flex-1 text-title font-semibold tracking-[-0.01em] wrap-anywhere">
          {title}
        </h2>
        {aside}
        <Act icon="x" name="Close" onClick={onClose} />
      </div>
      {onSubmit ? (
        <form className="contents" noValidate autoComplete="off" onSubmit={submit}>
          {content}
        </form>
      ) : (
        content
      )}
    </dialog>,
    document.body,
  );
}
