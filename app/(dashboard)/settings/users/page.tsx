import type { Metadata } from "next";
import { UsersScreen } from "#components/users/users-screen.tsx";
import { asPageViewer } from "#lib/auth/session.ts";
import { listInvites, listUsers } from "#lib/users/data.ts";

export const metadata: Metadata = { title: "Users" };

export default async function UsersPage() {
  return asPageViewer("user.read", async (viewer) => {
    const [users, invites] = await Promise.all([listUsers(viewer), listInvites()]);
    return <UsersScreen users={users} invites={invites} />;
  });
}
