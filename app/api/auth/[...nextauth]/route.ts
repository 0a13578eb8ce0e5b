import { nextAuthHandler } from "#lib/access/auth/next-auth.ts";

export { nextAuthHandler as GET, nextAuthHandler as POST };
