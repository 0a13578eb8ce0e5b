import type { Metadata } from "next";
import { UsersScreen } from "#components/users/users-screen.tsx";
import { asPageViewer } from "#lib/access/auth/session.ts";
import { listLimitPlaces } from "#lib/access/grants/data.ts";
import { listInvites, listUsers } from "#lib/access/users/data.ts";

export const metadata: Metadata = { title: "Users" };

export default async function UsersPage() {
  return asPageViewer("user.read", async (viewer) => {
    const [users, invites, limits] = await Promise.all([listUsers(viewer), listInvites(), listLimitPlaces()]);
    return <UsersScreen users={users} invites={invites} limits={limits} />;
  });
}
