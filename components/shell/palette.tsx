"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type KeyboardEvent, useDeferredValue, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type Choice, choiceGroups } from "#components/shell/palette-choices.ts";
import { cx } from "#components/ui/cx.ts";
import { DIALOG, DIALOG_FOOT } from "#components/ui/dialog-classes.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Marked } from "#components/ui/marked.tsx";
import { viewsOptions } from "#lib/directory/views/queries.ts";
import { searchOptions } from "#lib/insight/search/queries.ts";

const KEY = "inline-flex items-center gap-1.5";

/** "Search or jump to…": pages, teams, people and secrets by a few letters. */
export function Palette({ onClose, onShortcuts }: { onClose: () => void; onShortcuts: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const router = useRouter();
  const asked = useDeferredValue(query);
  const found = useQuery(searchOptions(asked));
  const views = useQuery(viewsOptions());
  const groups = choiceGroups(query, query.trim() ? found.data : undefined, views.data);
  const choices = groups.flatMap((group) => group.choices);
  const current = Math.min(active, choices.length - 1);

  useLayoutEffect(() => {
    const element = dialog.current;
    const opener = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
    };
  }, []);
  useEffect(() => {
    dialog.current?.querySelector(`#choice-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const choose = (choice: Choice) => {
    if (choice.href === "?") return onShortcuts();
    onClose();
    router.push(choice.href);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && choices.length > 0) {
      event.preventDefault();
      setActive((current + step + choices.length) % choices.length);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      const choice = choices[current];
      if (choice) choose(choice);
    }
  };
  let index = -1;
  return (
    <dialog
      ref={dialog}
      className={DIALOG.palette}
      aria-label="Search or jump to…"
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClick={(event) => event.target === dialog.current && onClose()}
      onKeyDown={onKeyDown}
    >
      <div className="flex h-12 flex-none items-center gap-2.5 border-b border-line px-4">
        <Icon name="search" className="text-faint" />
        <input
          className="min-w-0 flex-1 text-[15px] outline-none"
          role="combobox"
          aria-label="Search or jump to…"
          aria-expanded={choices.length > 0}
          aria-controls="palette-results"
          aria-activedescendant={choices.length > 0 ? `choice-${current}` : undefined}
          aria-autocomplete="list"
          placeholder="Search or jump to…"
          autoComplete="off"
          spellCheck={false}
          maxLength={200}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
        />
        <kbd>esc</kbd>
      </div>
      <div
        className="min-h-0 overflow-auto px-2 pt-1 pb-2"
        id="palette-results"
        role="listbox"
        aria-label="Results"
      >
        {groups.map((group) => (
          // biome-ignore lint/a11y/useSemanticElements: a group of options in a listbox
          <div key={group.title} role="group" aria-label={group.title}>
            <p className="px-2 pt-2 pb-1 text-micro font-medium text-faint" aria-hidden="true">
              {group.title}
            </p>
            {group.choices.map((choice) => {
              index += 1;
              const place = index;
              return (
                // biome-ignore lint/a11y/useKeyWithClickEvents: the arrow keys and Enter are the input's
                // biome-ignore lint/a11y/useFocusableInteractive: the input keeps the focus
                <div
                  key={choice.id}
                  id={`choice-${place}`}
                  className="group flex h-8 items-center gap-2.5 rounded-md px-2 whitespace-nowrap aria-selected:bg-accent-soft"
                  role="option"
                  aria-selected={place === current}
                  onPointerMove={() => place !== current && setActive(place)}
                  onClick={() => choose(choice)}
                >
                  <Icon name={choice.icon} className="text-faint group-aria-selected:text-accent-text" />
                  <span className={cx("min-w-0 overflow-hidden text-ellipsis", choice.isMono && "mono")}>
                    <Marked text={choice.label} query={query} />
                  </span>
                  <span className="min-w-10 flex-1 overflow-hidden text-small text-ellipsis text-faint">
                    <bdi>{choice.context}</bdi>
                  </span>
                  {place === current && <kbd>↵</kbd>}
                </div>
              );
            })}
          </div>
        ))}
      </div>
      {choices.length === 0 && (
        <p className="p-4 text-muted" role={found.error ? "alert" : undefined}>
          {found.error
            ? "The search could not be asked. Try again in a moment."
            : found.isFetching
              ? "Searching…"
              : "Nothing found."}
        </p>
      )}
      <div className={cx(DIALOG_FOOT, "gap-4 px-4 py-2 text-small/5 text-faint")}>
        <span className={KEY}>
          <kbd>↑</kbd> <kbd>↓</kbd> move
        </span>
        <span className={KEY}>
          <kbd>↵</kbd> open
        </span>
        <span className={KEY}>
          <kbd>?</kbd> shortcuts
        </span>
      </div>
    </dialog>
  );
}
