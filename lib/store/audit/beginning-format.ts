import type { Json } from "./chain.ts";
import { isSignedBy } from "./checkpoint-format.ts";

/** What is signed is the event itself, in its place: a checkpoint says something else and cannot stand for it. */
export const BEGINNING_TYPE = "rollcall-audit-beginning/1";

type Body = Record<string, Json>;

/** What the signature in a record of where the log begins is over: the event after the hash that it follows. */
export const beginningSaid = (event: Body, prevHash: string): Body => ({
  type: BEGINNING_TYPE,
  prevHash,
  event,
});

/** Whether an event that says where the log begins was signed so by the log's key, for this place in it. */
export function isSignedBeginning(body: Body, prevHash: string, publicKey: string | undefined): boolean {
  const { facts } = body;
  if (typeof facts !== "object" || facts === null || Array.isArray(facts)) return false;
  const { signature, ...said } = facts;
  if (typeof signature !== "string" || typeof said.publicKey !== "string") return false;
  if (typeof said.removedTo !== "number" || typeof said.hash !== "string") return false;
  if (said.publicKey !== (publicKey ?? said.publicKey)) return false;
  return isSignedBy(beginningSaid({ ...body, facts: said }, prevHash), signature, said.publicKey);
}
