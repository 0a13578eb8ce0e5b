import type { ReactNode } from "react";
import { cx } from "#components/ui/cx.ts";
import type { IconName } from "#components/ui/glyphs.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Spinner } from "#components/ui/spinner.tsx";

export type ChipState =
  | "active"
  | "invited"
  | "disabled"
  | "done"
  | "failed"
  | "skipped"
  | "unknown"
  | "running"
  | "pending"
  | "cancelled"
  | "seen"
  | "works"
  | "refused"
  | "readonly"
  | "failing";

const WORDS: Record<ChipState, string> = {
  active: "Active",
  invited: "Invited",
  disabled: "Disabled",
  done: "Done",
  failed: "Failed",
  skipped: "Skipped",
  unknown: "Unknown",
  running: "Running",
  pending: "Waiting",
  cancelled: "Cancelled",
  seen: "Seen in sync",
  works: "Works",
  refused: "Token refused",
  readonly: "Read only",
  failing: "Not reachable",
};
const TONES = {
  quiet: "text-muted",
  done: "text-text [&>svg]:text-muted",
  danger: "text-danger",
  warn: "text-warn",
};
export type ChipTone = keyof typeof TONES;
const TONE_OF: Partial<Record<ChipState, ChipTone>> = {
  done: "done",
  failed: "danger",
  refused: "danger",
  unknown: "warn",
  readonly: "warn",
  failing: "warn",
};
const ICONS: Partial<Record<ChipState, IconName>> = {
  done: "check",
  failed: "xCircle",
  refused: "xCircle",
  skipped: "dash",
  cancelled: "dash",
  seen: "eye",
  pending: "clock",
  unknown: "help",
  readonly: "alert",
  failing: "alert",
};

const DOTS = {
  active: "mr-[3px] ml-0.5 size-1.5 bg-line-control",
  invited: "mr-[1.5px] ml-[0.5px] size-[9px] border-[1.5px] border-dashed border-muted",
  off: "mr-[1.5px] ml-[0.5px] size-[9px] border-[1.5px] border-muted bg-[linear-gradient(135deg,transparent_43%,var(--color-muted)_43%_57%,transparent_57%)]",
};

/** A state's shape alone; in a text it stands on the line. */
export function Dot({ kind, isInText }: { kind: keyof typeof DOTS; isInText?: boolean }) {
  return (
    <span
      className={cx(
        "shrink-0 rounded-full",
        DOTS[kind],
        isInText && "inline-block align-[-1px] [td>&]:mr-[5px]",
      )}
    />
  );
}

/** States with a dot. They stand in every row: app/styles/table.css draws it, but where the word may be cut off. */
const DOTTED: Partial<Record<ChipState, keyof typeof DOTS>> = {
  active: "active",
  works: "active",
  invited: "invited",
  disabled: "off",
};

function Glyph({ state }: { state: ChipState }) {
  const dot = DOTTED[state];
  if (dot) return <Dot kind={dot} />;
  if (state === "running") return <Turning />;
  return <Shape icon={ICONS[state] ?? "alert"} />;
}
const Turning = () => <Spinner className="mx-[0.5px]" />;
const Shape = ({ icon }: { icon: IconName }) => <Icon name={icon} className="size-[13px] stroke-2" />;

function Frame({
  tone,
  title,
  children,
}: {
  tone: ChipTone;
  title?: string | undefined;
  children: ReactNode;
}) {
  return (
    <span
      className={cx(
        "inline-flex items-center gap-1.5 align-middle whitespace-nowrap [td>&]:flex",
        TONES[tone],
      )}
      title={title}
    >
      {children}
    </span>
  );
}

/** A state as a shape and a word; colour only where somebody must act. */
export function Chip({
  state,
  word,
  wordClass,
  className,
}: {
  state: ChipState;
  word?: string;
  wordClass?: string;
  /** Of a state with a dot. */
  className?: string;
}) {
  const text = word ?? WORDS[state];
  const dot = DOTTED[state];
  if (dot && !wordClass) return <span className={cx(`state state-${dot}`, className)}>{text}</span>;
  return (
    <Frame tone={TONE_OF[state] ?? "quiet"} title={wordClass && text}>
      <Glyph state={state} />
      <span className={cx((state === "active" || state === "works") && "text-faint", wordClass) || undefined}>
        {text}
      </span>
    </Frame>
  );
}

/** A state that one screen alone knows. Without an icon it is under way. */
export function OwnChip({
  icon,
  word,
  tone = "quiet",
  title,
}: {
  icon?: IconName | undefined;
  word: string;
  tone?: ChipTone | undefined;
  title?: string | undefined;
}) {
  return (
    <Frame tone={tone} title={title}>
      {icon ? <Shape icon={icon} /> : <Turning />}
      {word}
    </Frame>
  );
}
