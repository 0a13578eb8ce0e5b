import { nextAuthHandler } from "#lib/auth/next-auth.ts";

export { nextAuthHandler as GET, nextAuthHandler as POST };
