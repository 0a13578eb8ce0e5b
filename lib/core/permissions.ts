/** Rollcall's own roles, weakest first. */
export const ROLES = ["viewer", "operator", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** What somebody may see and change: everything, or what grants leave of it. Ids are Rollcall's. */
export type Scope =
  | "all"
  | {
      /** Connections that are granted whole. */
      connections: readonly string[];
      /** Connections of which some teams alone are granted. */
      partial: readonly string[];
      /** The teams of those, organizations' own lists of people included. */
      teams: readonly string[];
      /** Connections among `partial` whose organization's list of people is granted. */
      organizations: readonly string[];
    };

/** "agent": what it asks for, a person decides. */
export type TokenKind = "user" | "agent";

/** Who is looking. Resolved from the store on every request, never from the cookie alone. */
export type Viewer = {
  userId: string;
  name: string;
  email: string;
  role: Role;
  sessionId: string;
  /** Where this request comes from. */
  address?: string;
  /** What grants leave of the connections and teams; "all" without a limit. */
  scope: Scope;
  /** A program asks, by a token of this person's: it has the token's scopes and no other permission. */
  token?: { id: string; name: string; kind: TokenKind; scopes: readonly Permission[] };
  /** The role asks for two-factor and it is not set up: nothing else is open until it is. */
  needsTwoFactor?: boolean;
};

const everyone = ["viewer", "operator", "admin"] as const;
const operators = ["operator", "admin"] as const;
const admins = ["admin"] as const;

/** Who may do what. A change kind is its own permission. */
export const PERMISSIONS = {
  "team.read": everyone,
  "member.read": everyone,
  "secret.read": everyone,
  "activity.read": everyone,
  "connection.read": everyone,
  "team.refresh": everyone,
  "view.save": everyone,
  "view.share": operators,
  "view.deleteAny": admins,
  "activity.export": operators,
  "member.export": operators,
  "secret.export": operators,
  "upload.create": operators,

  "member.setRole": operators,
  "member.add": operators,
  "member.remove": operators,
  "org.invite": operators,
  "org.setRole": operators,
  "org.removeMember": operators,
  "org.deleteLink": operators,
  "team.create": operators,
  "team.rename": operators,
  "team.delete": operators,
  "secret.create": operators,
  "secret.rotate": operators,
  "secret.delete": operators,
  "invitation.watch": operators,
  "person.link": operators,
  "person.unlink": operators,
  "batch.control": operators,
  "offboarding.begin": operators,
  "offboarding.tick": operators,

  "policy.read": admins,
  "policy.create": admins,
  "policy.update": admins,
  "policy.delete": admins,
  "notice.read": admins,
  "notice.setFixed": admins,
  "webhook.read": admins,
  "webhook.create": admins,
  "webhook.update": admins,
  "webhook.test": admins,
  "webhook.delete": admins,
  "connection.create": admins,
  "connection.check": admins,
  "connection.relabel": admins,
  "connection.replaceToken": admins,
  "connection.delete": admins,
  "user.read": admins,
  "user.invite": admins,
  "user.setRole": admins,
  "user.disable": admins,
  "user.resetPassword": admins,
  "user.resetTwoFactor": admins,
  "grant.set": admins,
  "approval.read": operators,
  "approval.decide": operators,
  "approval.setRules": admins,
  "review.read": everyone,
  "review.create": operators,
  "review.decide": everyone,
  "review.delegate": everyone,
  "review.close": operators,
  "audit.read": admins,
  "audit.verify": admins,
  "audit.checkpoint": admins,
  "audit.erase": admins,
  "session.read": admins,
  "session.end": admins,
  "setup.mark": admins,

  "token.read": everyone,
  "token.create": everyone,
  "token.end": everyone,
  "token.manage": admins,

  "profile.changePassword": everyone,
  "profile.endSessions": everyone,
  "profile.stepUp": everyone,
  "profile.twoFactor": everyone,
  "profile.connect": everyone,
  "profile.setZone": everyone,
  "profile.calendar": everyone,
  "profile.notices": everyone,
} as const satisfies Record<string, readonly Role[]>;

export type Permission = keyof typeof PERMISSIONS;

/** What a session does only if it has proved lately whose it is: whoever finds an open browser must not get further. */
export const STEP_UP: ReadonlySet<Permission> = new Set<Permission>([
  "connection.create",
  "connection.replaceToken",
  "connection.delete",
  "webhook.create",
  "webhook.update",
  "webhook.delete",
  "user.invite",
  "user.setRole",
  "user.disable",
  "user.resetPassword",
  "user.resetTwoFactor",
  "grant.set",
  "audit.erase",
  "approval.setRules",
  "profile.twoFactor",
  "profile.connect",
  "token.create",
]);

/** What somebody may do whose role asks for two-factor and who has not set it up. */
export const WITHOUT_TWO_FACTOR: ReadonlySet<Permission> = new Set<Permission>([
  "profile.twoFactor",
  "profile.stepUp",
]);

/** What reaches beyond any one connection: nobody has it who is limited to some, whatever their role. */
const NEEDS_EVERYTHING =
  /^(?:audit|backup|grant|notice|person|policy|session|setup|user|webhook)\.|^connection\.create$|^approval\.setRules$|^review\.(?:create|close)$|^view\.deleteAny$|^token\.manage$/;

/** Whether a viewer's role and limits allow it. Pure: the server enforces it, the UI asks it for `disabled`. */
export const can = (
  viewer: { role: Role; scope?: Scope; token?: { scopes: readonly Permission[] } },
  permission: Permission,
): boolean =>
  (viewer.token === undefined || viewer.token.scopes.includes(permission)) &&
  (PERMISSIONS[permission] as readonly Role[]).includes(viewer.role) &&
  ((viewer.scope ?? "all") === "all" || !NEEDS_EVERYTHING.test(permission));
