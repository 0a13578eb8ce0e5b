"use client";

import { useState } from "react";
import { ReviewDialog } from "#components/changes/review-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { FootNote } from "#components/ui/foot-note.tsx";
import { LineGlyph, LineText } from "#components/ui/line.tsx";
import { Note } from "#components/ui/note.tsx";
import type { ChangeRequest } from "#lib/changes/schema.ts";
import { grouped } from "#lib/core/grouped.ts";
import type { LinkRow, OrgDoors } from "#lib/directory/doors/schema.ts";
import { linkLabel } from "#lib/directory/doors/words.ts";

/** The open invite links of an organization, to be deleted one by one or all at once. */
export function InviteLinks({
  doors,
  whyNot,
  onClose,
}: {
  doors: OrgDoors;
  /** Why they may not be deleted from here. */
  whyNot: string | undefined;
  onClose: () => void;
}) {
  const [chosen, setChosen] = useState<readonly LinkRow[]>();
  const { connectionId, organization, links } = doors;
  if (chosen)
    return (
      <ReviewDialog
        changes={chosen.map(
          ({ id }): ChangeRequest => ({ kind: "org.deleteLink", input: { connectionId, linkId: id } }),
        )}
        onClose={onClose}
      />
    );
  return (
    <Dialog
      open
      onClose={onClose}
      title="Invite links"
      lede={
        <>
          Whoever has one of these joins <bdi>{organization}</bdi>, also somebody who was removed.
        </>
      }
      onSubmit={() => {
        if (!whyNot) setChosen(links);
      }}
      footer={
        <>
          <FootNote />
          <Button size="lg" onClick={onClose}>
            Close
          </Button>
          {links.length > 1 && (
            <Button
              size="lg"
              variant="danger"
              type="submit"
              aria-disabled={whyNot ? true : undefined}
              title={whyNot}
            >
              Delete all {grouped(links.length)}
            </Button>
          )}
        </>
      }
    >
      <ul aria-label="Open invite links">
        {links.map((link) => (
          <li className="flex min-h-9 items-center gap-2 hover:bg-hover max-sm:min-h-12" key={link.id}>
            <LineGlyph icon="link" />
            <LineText as="bdi" title={link.id}>
              {capital(linkLabel(link))}
            </LineText>
            <Button
              aria-disabled={whyNot ? true : undefined}
              title={whyNot}
              onClick={() => {
                if (!whyNot) setChosen([link]);
              }}
            >
              Delete <bdi className="sr-only">{linkLabel(link)}</bdi>
            </Button>
          </li>
        ))}
      </ul>
      {whyNot && <Note>{whyNot}</Note>}
    </Dialog>
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
