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
const TONES: Partial<Record<ChipState, string>> = {
  done: "done",
  failed: "danger",
  refused: "danger",
  unknown: "warn",
  readonly: "warn",
  failing: "warn",
};

function Glyph({ state }: { state: ChipState }) {
  if (state === "active" || state === "works") return <span className="dot active" />;
  if (state === "invited") return <span className="dot invited" />;
  if (state === "disabled") return <span className="dot off" />;
  if (state === "running") return <Spinner />;
  if (state === "done") return <Icon name="check" />;
  if (state === "failed" || state === "refused") return <Icon name="xCircle" />;
  if (state === "skipped" || state === "cancelled") return <Icon name="dash" />;
  if (state === "seen") return <Icon name="eye" />;
  if (state === "pending") return <Icon name="clock" />;
  return <Icon name={state === "unknown" ? "help" : "alert"} />;
}

/** A state as a shape and a word; colour only where somebody must act. */
export function Chip({ state, word }: { state: ChipState; word?: string }) {
  const tone = TONES[state];
  return (
    <span className={tone ? `chip ${tone}` : "chip"}>
      <Glyph state={state} />
      <span className={state === "active" || state === "works" ? "faint" : undefined}>
        {word ?? WORDS[state]}
      </span>
    </span>
  );
}
