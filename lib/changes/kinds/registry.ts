import "server-only";
import type { AnyKind, ChangeKind } from "#lib/changes/kinds/kind.ts";
import { CHANGE_KINDS, type ChangeKindName } from "#lib/core/change-names.ts";
import { memberAdd } from "./member-add.ts";
import { memberRemove } from "./member-remove.ts";
import { memberSetRole } from "./member-set-role.ts";
import { orgDeleteLink } from "./org-delete-link.ts";
import { orgInvite } from "./org-invite.ts";
import { orgRemoveMember } from "./org-remove-member.ts";
import { orgSetRole } from "./org-set-role.ts";
import { secretCreate } from "./secret-create.ts";
import { secretDelete } from "./secret-delete.ts";
import { secretRotate } from "./secret-rotate.ts";
import { teamCreate } from "./team-create.ts";
import { teamDelete } from "./team-delete.ts";
import { teamRename } from "./team-rename.ts";

const KINDS: { [K in ChangeKindName]: ChangeKind<K> } = {
  "member.setRole": memberSetRole,
  "member.add": memberAdd,
  "member.remove": memberRemove,
  "org.invite": orgInvite,
  "org.setRole": orgSetRole,
  "org.removeMember": orgRemoveMember,
  "org.deleteLink": orgDeleteLink,
  "team.create": teamCreate,
  "team.rename": teamRename,
  "team.delete": teamDelete,
  "secret.create": secretCreate,
  "secret.rotate": secretRotate,
  "secret.delete": secretDelete,
};

/** A kind by its name. Its inputs come from the same journal row or validated request as the name. */
export const kindOf = (name: ChangeKindName): AnyKind => KINDS[name] as unknown as AnyKind;

/** Kinds whose changes carry a secret value. */
export const KINDS_WITH_VALUE: readonly ChangeKindName[] = CHANGE_KINDS.filter(
  (name) => kindOf(name).hasValue,
);
