/** Tabs of one origin hear each other on it, though a provider's page was in between. */
const NAME = "rollcall.step-up";

/** Tells the tab that asked that its person has proved who they are. */
export function tellProven(): void {
  const channel = new BroadcastChannel(NAME);
  channel.postMessage("proven");
  channel.close();
}

/** Calls back when another tab says so. Returns how to stop listening. */
export function onProven(callback: () => void): () => void {
  const channel = new BroadcastChannel(NAME);
  channel.addEventListener("message", callback);
  return () => channel.close();
}
