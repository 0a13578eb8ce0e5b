import type { Metadata } from "next";
import Link from "next/link";

export const metadata: Metadata = { title: "Not found" };

export default function NotFound() {
  return (
    <main className="full">
      <h1>There is nothing here</h1>
      <p>The page does not exist, is gone, or is not for your role.</p>
      <Link className="btn btn-lg" href="/">
        Go to the overview
      </Link>
    </main>
  );
}
