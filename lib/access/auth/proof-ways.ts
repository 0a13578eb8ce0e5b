import { z } from "zod";
import { codeFieldSchema } from "#lib/access/two-factor/schema.ts";
import { givenPasswordSchema } from "./password-rules.ts";

/** How somebody can prove that a session is theirs: what to type, null for nothing, and the providers to ask. */
export type ProofWays = { field: "code" | "password" | null; providers: { id: string; name: string }[] };

export const proofSchema = z.strictObject({
  code: codeFieldSchema.optional(),
  password: givenPasswordSchema.optional(),
});
