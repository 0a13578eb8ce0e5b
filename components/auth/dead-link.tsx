import Link from "next/link";
import { Tally } from "#components/ui/tally.tsx";

/** What a link of an admin's shows when it was used, revoked, or is too old. */
export function DeadLink() {
  return (
    <main className="full">
      <Tally />
      <h1>This link no longer works</h1>
      <p>It was used already, or is too old. Ask an admin for a new one.</p>
      <Link className="btn" href="/sign-in">
        Sign in
      </Link>
    </main>
  );
}
