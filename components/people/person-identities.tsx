"use client";

import { useQueryClient } from "@tanstack/react-query";
import { whyNot } from "#components/teams/roles.ts";
import { Button } from "#components/ui/button.tsx";
import { Line, LineGlyph, LineText } from "#components/ui/line.tsx";
import { SectionHead } from "#components/ui/section-head.tsx";
import { TimeAgo } from "#components/ui/time-ago.tsx";
import { useToast } from "#components/ui/toast.tsx";
import { useActionMutation } from "#lib/access/action/use-action-mutation.ts";
import { errorWords } from "#lib/core/error-words.ts";
import type { Role } from "#lib/core/permissions.ts";
import { unlinkIdentityAction } from "#lib/directory/people/actions.ts";
import { personKeys } from "#lib/directory/people/queries.ts";
import type { Person, PersonIdentity } from "#lib/directory/people/schema.ts";

/** What was made one person by hand; nothing where there is one address or account alone. */
export function PersonIdentities({ person, role }: { person: Person; role: Role }) {
  const toast = useToast();
  const queryClient = useQueryClient();
  const unlink = useActionMutation(unlinkIdentityAction, {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: personKeys.all }),
  });
  if (person.identities.length < 2) return null;
  const reason = whyNot(role, "person.unlink");
  const press = (identity: PersonIdentity) =>
    unlink.mutate(
      { personId: person.id, identityId: identity.id },
      {
        onSuccess: () =>
          toast({ title: <bdi>{identity.label} is a person of their own again</bdi>, tone: "ok" }),
        onError: ({ error }) =>
          toast({ title: `${identity.label} was not unlinked`, detail: errorWords(error), tone: "danger" }),
      },
    );
  return (
    <section aria-label="Linked by hand">
      <SectionHead title="One person by hand" />
      <div>
        {person.identities.map((identity) => (
          <Line key={identity.id}>
            <LineGlyph icon={identity.isLinked ? "link" : "person"} />
            <LineText>
              <bdi className="font-medium">{identity.label}</bdi>
              {identity.linkedAt && (
                <span className="text-faint">
                  {" "}
                  linked <TimeAgo at={identity.linkedAt} isLong />
                </span>
              )}
            </LineText>
            {identity.isLinked && (
              <Button
                pending={unlink.isPending && unlink.variables.identityId === identity.id}
                aria-disabled={reason ? true : undefined}
                title={reason}
                onClick={() => press(identity)}
              >
                Unlink <bdi className="sr-only">{identity.label}</bdi>
              </Button>
            )}
          </Line>
        ))}
      </div>
    </section>
  );
}
