import { describe, expect, it } from "vitest";
import { CHANGE_KINDS } from "#lib/core/change-names.ts";
import { can, PERMISSIONS, type Permission, ROLES } from "./permissions.ts";

/** Written out by hand: v a viewer may, o an operator may, a an admin may. */
const EXPECTED: Record<Permission, string> = {
  "team.read": "voa",
  "member.read": "voa",
  "secret.read": "voa",
  "activity.read": "voa",
  "connection.read": "voa",
  "team.refresh": "voa",
  "view.save": "voa",
  "view.share": "oa",
  "view.deleteAny": "a",
  "activity.export": "oa",
  "member.export": "oa",
  "secret.export": "oa",
  "upload.create": "oa",
  "member.setRole": "oa",
  "member.add": "oa",
  "member.remove": "oa",
  "org.invite": "oa",
  "org.setRole": "oa",
  "org.removeMember": "oa",
  "org.deleteLink": "oa",
  "team.create": "oa",
  "team.rename": "oa",
  "team.delete": "oa",
  "secret.create": "oa",
  "secret.rotate": "oa",
  "secret.delete": "oa",
  "invitation.watch": "oa",
  "person.link": "oa",
  "person.unlink": "oa",
  "batch.control": "oa",
  "offboarding.begin": "oa",
  "offboarding.tick": "oa",
  "policy.read": "a",
  "policy.create": "a",
  "policy.update": "a",
  "policy.delete": "a",
  "notice.read": "a",
  "notice.setFixed": "a",
  "webhook.read": "a",
  "webhook.create": "a",
  "webhook.update": "a",
  "webhook.test": "a",
  "webhook.delete": "a",
  "connection.create": "a",
  "connection.check": "a",
  "connection.relabel": "a",
  "connection.replaceToken": "a",
  "connection.delete": "a",
  "user.read": "a",
  "user.invite": "a",
  "user.setRole": "a",
  "user.disable": "a",
  "user.resetPassword": "a",
  "user.resetTwoFactor": "a",
  "grant.set": "a",
  "approval.read": "oa",
  "approval.decide": "oa",
  "approval.setRules": "a",
  "review.read": "voa",
  "review.create": "oa",
  "review.decide": "voa",
  "review.delegate": "voa",
  "review.close": "oa",
  "audit.read": "a",
  "audit.verify": "a",
  "audit.checkpoint": "a",
  "audit.erase": "a",
  "session.read": "a",
  "session.end": "a",
  "setup.mark": "a",
  "token.read": "voa",
  "token.create": "voa",
  "token.end": "voa",
  "token.manage": "a",
  "profile.changePassword": "voa",
  "profile.endSessions": "voa",
  "profile.stepUp": "voa",
  "profile.twoFactor": "voa",
  "profile.connect": "voa",
  "profile.setZone": "voa",
  "profile.calendar": "voa",
  "profile.notices": "voa",
};

describe("the permission table", () => {
  it("holds exactly the permissions written here", () => {
    expect(Object.keys(PERMISSIONS).sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  const cases = Object.entries(EXPECTED).flatMap(([permission, letters]) =>
    ROLES.map((role) => ({
      permission: permission as Permission,
      role,
      may: letters.includes(role.charAt(0)),
    })),
  );
  it.each(cases)("$role, $permission: $may", ({ permission, role, may }) => {
    expect(can({ role }, permission)).toBe(may);
  });

  it("leaves what reaches beyond a connection to who is not limited to some", () => {
    const scope = { connections: ["c"], partial: [], organizations: [], teams: [] };
    const held = Object.keys(EXPECTED).filter(
      (name) =>
        can({ role: "admin" }, name as Permission) && !can({ role: "admin", scope }, name as Permission),
    );
    const beyond = [
      "user.invite",
      "webhook.create",
      "policy.update",
      "person.link",
      "grant.set",
      "session.end",
    ];
    expect(held).toEqual(
      expect.arrayContaining([
        ...beyond,
        "connection.create",
        "approval.setRules",
        "review.create",
        "review.close",
      ]),
    );
    for (const name of [
      "member.remove",
      "team.delete",
      "connection.delete",
      "approval.decide",
      "review.decide",
      "activity.export",
    ])
      expect(held).not.toContain(name);
  });

  it.each([...CHANGE_KINDS])("the change %s is a permission, and no viewer has it", (kind) => {
    expect(can({ role: "viewer" }, kind)).toBe(false);
  });
});
