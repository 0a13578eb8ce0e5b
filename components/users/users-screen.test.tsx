import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it, vi } from "vitest";
import { EntryForm } from "#components/auth/entry-form.tsx";
import { OwnSessions } from "#components/sessions/own-sessions.tsx";
import type { SessionRow } from "#lib/access/auth/session-row.ts";
import type { UserRow } from "#lib/access/users/schema.ts";
import { UsersScreen } from "./users-screen.tsx";

// What the pages call; here only what they show is looked at.
vi.mock("#lib/access/users/actions.ts", () => ({
  inviteUserAction: vi.fn(),
  revokeInviteAction: vi.fn(),
  setUserRoleAction: vi.fn(),
  setUserDisabledAction: vi.fn(),
  resetPasswordAction: vi.fn(),
  endSessionAction: vi.fn(),
  endOtherSessionsAction: vi.fn(),
}));

vi.mock("next/navigation", () => ({
  useRouter: () => ({ refresh: vi.fn() }),
  useSearchParams: () => new URLSearchParams(),
}));
vi.mock("#lib/access/two-factor/actions.ts", () => ({ resetTwoFactorAction: vi.fn() }));

const render = (page: React.ReactNode): string =>
  renderToStaticMarkup(<QueryClientProvider client={new QueryClient()}>{page}</QueryClientProvider>);
const labels = (html: string): string[] =>
  [...html.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => label ?? "");
const at = "2026-11-20T09:00:00.000Z";

const user = (id: string, name: string, more: Partial<UserRow> = {}): UserRow => ({
  id,
  name,
  email: `${id}@example.com`,
  role: "viewer",
  isDisabled: false,
  hasTwoFactor: false,
  isYou: false,
  createdAt: at,
  ...more,
});

describe("the users page", () => {
  const html = render(
    <UsersScreen
      users={[
        user("ada", "Ada Lovelace", { role: "admin", isYou: true }),
        user("sam1", "Sam", { hasTwoFactor: true }),
        user("sam2", "Sam", { isDisabled: true }),
      ]}
      limits={{
        "user:sam1": ["Perception", "Datasets of Research"],
        "role:viewer": [],
        "invite:i": ["Perception"],
      }}
      invites={[{ id: "i", email: "new@example.com", role: "operator", createdAt: at, expiresAt: at }]}
    />,
  );

  it("names each row's controls, once", () => {
    const found = labels(html);
    for (const label of [
      "Users",
      "Role of Ada Lovelace",
      "Disable Ada Lovelace",
      "Reset password of Ada Lovelace",
      "Disable Sam (sam1@example.com)",
      "Enable Sam (sam2@example.com)",
      "Reset two-factor of Sam (sam1@example.com)",
      "Revoke invite of new@example.com",
    ]) {
      expect(found).toContain(label);
    }
    expect(new Set(found).size).toBe(found.length);
  });

  it("says of each row to what it is limited, also of an invite", () => {
    expect(html.replaceAll(/<[^>]*>/g, "")).toMatch(
      /Limited to Perception and Datasets of Research, and as their role is.*Limited to nothing.*Limited to Perception/,
    );
  });

  it("has one heading and shows roles in words", () => {
    expect(html.match(/<h1[^>]*>Users<\/h1>/g)).toHaveLength(1);
    expect(html).toContain('<option value="admin" selected="">Admin</option>');
    expect(html).toContain("Invite user");
  });
});

describe("the sessions", () => {
  it("mark this one and name the others apart", () => {
    const session = (id: string, isCurrent = false): SessionRow => ({
      id,
      isCurrent,
      address: "203.0.113.9",
      userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
      createdAt: at,
      lastSeenAt: at,
    });
    const html = render(<OwnSessions sessions={[session("a", true), session("b"), session("c")]} />);
    expect(labels(html)).toEqual([
      "Sessions",
      "End session Firefox on Linux, 203.0.113.9 (2)",
      "End session Firefox on Linux, 203.0.113.9 (3)",
    ]);
    expect(html.match(/This session/g)).toHaveLength(1);
  });
});

describe("the sign-in form", () => {
  const html = render(
    <EntryForm
      action={async (state) => state}
      title="Sign in"
      lede="Rollcall at rollcall.example"
      fields={[
        { name: "email", label: "Email", type: "email", autoComplete: "username" },
        { name: "password", label: "Password", type: "password", autoComplete: "current-password" },
      ]}
      hidden={{ returnTo: "/teams" }}
      submit="Sign in"
    />,
  );

  it("labels its fields, leaves judging to us and never disables its button", () => {
    for (const [label, name] of [
      ["Email", "email"],
      ["Password", "password"],
    ]) {
      const id = new RegExp(`<label for="([^"]+)"[^>]*>${label}</label>`).exec(html)?.[1];
      expect(id).toBeTruthy();
      expect(html).toMatch(new RegExp(`<input[^>]*id="${id}"[^>]*name="${name}"`));
    }
    expect(html).toContain("noValidate");
    expect(html).not.toContain("disabled");
    expect(html).toContain('value="/teams"');
    expect(html).not.toContain('role="alert"');
  });
});
