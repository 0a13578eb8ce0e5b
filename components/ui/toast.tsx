"use client";

import { createContext, type ReactNode, useCallback, useContext, useEffect, useRef, useState } from "react";
import { Act } from "#components/ui/act.tsx";
import { Button } from "#components/ui/button.tsx";
import { cx } from "#components/ui/cx.ts";
import { Icon } from "#components/ui/icon.tsx";

export type Toast = {
  title: ReactNode;
  detail?: ReactNode;
  tone?: "ok" | "danger" | "neutral";
  action?: { label: string; onPress: () => void };
};
type ShownToast = Toast & { id: number };

const ToastContext = createContext<(toast: Toast) => void>(() => undefined);
/** A toast with something to press stays longer; a failure stays until it is dismissed. */
const STAY_MS = 6_000;
const STAY_WITH_ACTION_MS = 12_000;

/** Shows what happened. A newer toast takes the place of an older one of its tone, so that "Undo" is one button. */
export const useToast = () => useContext(ToastContext);

export function ToastProvider({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<ShownToast[]>([]);
  const lastId = useRef(0);
  const show = useCallback((toast: Toast) => {
    lastId.current += 1;
    const shown = { ...toast, id: lastId.current };
    const isDanger = toast.tone === "danger";
    setToasts((before) => [...before.filter((t) => (t.tone === "danger") !== isDanger), shown]);
  }, []);
  const dismiss = useCallback((id: number) => setToasts((before) => before.filter((t) => t.id !== id)), []);
  return (
    <ToastContext value={show}>
      {children}
      <div className="pointer-events-none fixed end-4 bottom-4 z-toast grid w-95 gap-2 in-[body:has([aria-label=Selection])]:bottom-18 max-sm:inset-x-2 max-sm:bottom-[calc(var(--spacing-bottombar)+8px)] max-sm:w-auto max-sm:in-[body:has([aria-label=Selection])]:bottom-[calc(var(--spacing-bottombar)+112px)]">
        {toasts.map((toast) => (
          <ToastCard key={toast.id} toast={toast} onDismiss={dismiss} />
        ))}
      </div>
    </ToastContext>
  );
}

function ToastCard({ toast, onDismiss }: { toast: ShownToast; onDismiss: (id: number) => void }) {
  const [isHeld, setHeld] = useState(false);
  const isDanger = toast.tone === "danger";
  useEffect(() => {
    if (isHeld || isDanger) return;
    const timer = setTimeout(() => onDismiss(toast.id), toast.action ? STAY_WITH_ACTION_MS : STAY_MS);
    return () => clearTimeout(timer);
  }, [isHeld, isDanger, toast, onDismiss]);
  const icon = isDanger ? "alert" : toast.tone === "neutral" ? "info" : "checkCircle";
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only holds the timer
    <div
      className="pointer-events-auto flex animate-rise items-start gap-2.5 rounded-lg border border-line py-[11px] ps-3 pe-2 shadow-md raised"
      role={isDanger ? "alert" : "status"}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon
        name={icon}
        className={cx("mt-0.5", isDanger ? "text-danger" : toast.tone !== "neutral" && "text-ok")}
      />
      <p className="min-w-0 flex-1">
        {toast.title}
        {toast.detail && <small className="mt-0.5 block text-small text-muted">{toast.detail}</small>}
      </p>
      {toast.action && (
        <Button
          className="-my-0.5 h-6! px-2!"
          onClick={() => {
            toast.action?.onPress();
            onDismiss(toast.id);
          }}
        >
          {toast.action.label}
        </Button>
      )}
      <Act className="-my-0.5" icon="x" name="Dismiss" onClick={() => onDismiss(toast.id)} />
    </div>
  );
}
