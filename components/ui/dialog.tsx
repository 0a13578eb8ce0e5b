"use client";

import { type FormEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { Act } from "#components/ui/act.tsx";

export type DialogProps = {
  open: boolean;
  onClose: () => void;
  title: ReactNode;
  lede?: ReactNode;
  children?: ReactNode;
  footer?: ReactNode;
  wide?: boolean;
  /** With it, the dialog's content is a form and a submit button in the footer sends it. */
  onSubmit?: () => void;
  /** "danger": the first focus goes to the footer's first button, not to a field. */
  focus?: "field" | "footer";
};

const FIELD = "input:not([type=hidden]), textarea, select";

/** A modal on the native `<dialog>`. Its content exists only while it is open: nothing typed is kept afterwards. */
export function Dialog(props: DialogProps) {
  return props.open ? <OpenDialog {...props} /> : null;
}

function OpenDialog({
  onClose,
  title,
  lede,
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
    dialog.showModal();
    const field = focus === "field" ? dialog.querySelector<HTMLElement>(`.body :is(${FIELD})`) : null;
    (field ?? dialog.querySelector<HTMLElement>(".dialog-foot button") ?? dialog).focus();
    return () => {
      dialog.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
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
        <p className="lede" id={ledeId}>
          {lede}
        </p>
      )}
      {children && <div className="body">{children}</div>}
      {footer && <div className="dialog-foot">{footer}</div>}
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
      className={wide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={titleId}
      aria-describedby={lede ? ledeId : undefined}
      tabIndex={-1}
    >
      <div className="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <Act icon="x" name="Close" onClick={onClose} />
      </div>
      {onSubmit ? (
        <form noValidate autoComplete="off" onSubmit={submit}>
          {content}
        </form>
      ) : (
        content
      )}
    </dialog>,
    document.body,
  );
}
