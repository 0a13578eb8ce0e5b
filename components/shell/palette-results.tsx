"use client";

import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useEffect, useEffectEvent, useState } from "react";
import { type Choice, type Chooser, choiceGroups, wantedOf } from "#components/shell/palette-choices.ts";
import { cx } from "#components/ui/cx.ts";
import { DIALOG_FOOT } from "#components/ui/dialog-classes.ts";
import { Icon } from "#components/ui/icon.tsx";
import { Marked } from "#components/ui/marked.tsx";
import { viewsOptions } from "#lib/directory/views/queries.ts";
import { searchOptions } from "#lib/insight/search/queries.ts";

const KEY = "inline-flex items-center gap-1.5";

/**
 * What the palette offers for what stands in its field: pages, teams, people, secrets and actions. The field is there before
 * this is; here its keys and what it says of the list are given to it.
 */
export function PaletteResults({
  field,
  query,
  isEntered,
  chooser,
  onChoose,
}: {
  field: HTMLInputElement;
  query: string;
  /** Enter was pressed before this was here: the first result is chosen once it is known. */
  isEntered: boolean;
  chooser: Chooser;
  onChoose: (choice: Choice) => void;
  /** Asked for where this part could not be loaded. */
  onClose: () => void;
}) {
  const [{ active, of }, setActive] = useState({ active: 0, of: query });
  const wanted = wantedOf(query);
  const asked = useDeferredValue(wanted);
  const found = useQuery(searchOptions(asked));
  const views = useQuery(viewsOptions());
  const groups = choiceGroups(query, wanted ? found.data : undefined, chooser, views.data);
  const choices = groups.flatMap((group) => group.choices);
  const count = choices.length;
  // Another text begins at its first result.
  const current = Math.min(of === query ? active : 0, count - 1);
  const isSettled = wanted === "" || (asked === wanted && !found.isFetching);

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && count > 0) {
      event.preventDefault();
      setActive({ active: (current + step + count) % count, of: query });
    } else if (event.key === "Enter" && !event.isComposing) {
      // While the first results of this text are on their way the field keeps the key.
      if (!isSettled && current <= 0) return;
      event.preventDefault();
      const choice = choices[current];
      if (choice) onChoose(choice);
    }
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    field.addEventListener("keydown", listen);
    return () => {
      field.removeEventListener("keydown", listen);
      field.removeAttribute("aria-activedescendant");
      field.setAttribute("aria-expanded", "false");
    };
  }, [field]);
  useEffect(() => {
    field.setAttribute("aria-expanded", String(count > 0));
    if (count > 0) field.setAttribute("aria-activedescendant", `choice-${current}`);
    else field.removeAttribute("aria-activedescendant");
    document.getElementById(`choice-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [field, count, current]);
  const enter = useEffectEvent(() => {
    if (choices[0]) onChoose(choices[0]);
  });
  useEffect(() => {
    if (isEntered && isSettled) enter();
  }, [isEntered, isSettled]);

  let index = -1;
  return (
    <>
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
                  onPointerMove={() => place !== current && setActive({ active: place, of: query })}
                  onClick={() => onChoose(choice)}
                >
                  <Icon name={choice.icon} className="text-faint group-aria-selected:text-accent-text" />
                  <span className={cx("min-w-0 overflow-hidden text-ellipsis", choice.isMono && "mono")}>
                    <Marked text={choice.label} query={wanted} />
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
      {count === 0 && (
        <p className="p-4 text-muted" role={found.error ? "alert" : undefined}>
          {found.error
            ? "The search could not be asked. Try again in a moment."
            : isSettled
              ? "Nothing found."
              : "Searching…"}
        </p>
      )}
      <p className="sr-only" role="status">
        {isSettled && count > 0 && `${count} ${count === 1 ? "result" : "results"}`}
        {isSettled && count === 0 && !found.error && "No results"}
      </p>
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
    </>
  );
}
