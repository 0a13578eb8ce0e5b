"use client";

import { NAV } from "#components/shell/nav-items.ts";
import { Dialog } from "#components/ui/dialog.tsx";
import { Link } from "#components/ui/link.tsx";

const KEYS: readonly { what: string; keys: readonly string[] }[] = [
  { what: "Search or jump to anything", keys: ["Ctrl or ⌘", "K"] },
  { what: "Search this list, and go from there into it", keys: ["/", "↓"] },
  { what: "Move between rows", keys: ["↑", "↓"] },
  { what: "Move between the cells of a row", keys: ["←", "→"] },
  { what: "First or last row", keys: ["Home", "End"] },
  { what: "Select a row", keys: ["Space"] },
  { what: "Open a row, edit a cell", keys: ["Enter"] },
  { what: "Restore a cell, close a dialog", keys: ["Esc"] },
  { what: "In a review: keep, change role, remove", keys: ["k", "c", "r"] },
  { what: "In a review: undo the decision", keys: ["u"] },
  ...NAV.map((item) => ({ what: `Go to ${item.label}`, keys: ["g", item.key] })),
  { what: "This list", keys: ["?"] },
];

export function Shortcuts({ onClose }: { onClose: () => void }) {
  return (
    <Dialog open onClose={onClose} title="Keyboard shortcuts">
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-6 gap-y-2">
        {KEYS.map(({ what, keys }) => (
          <div key={what} className="contents">
            <dt>{what}</dt>
            <dd className="flex justify-end gap-1">
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
      <p>
        <Link className="link" href="/help" onClick={onClose}>
          Help
        </Link>{" "}
        <span className="text-muted">says how Rollcall works.</span>
      </p>
    </Dialog>
  );
}
