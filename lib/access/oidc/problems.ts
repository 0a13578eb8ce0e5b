/** Why signing in with a provider failed, each in one sentence. */
const SENTENCES = {
  cancelled: (name: string) => `Signing in with ${name} was cancelled.`,
  unreachable: (name: string) => `${name} could not be reached. Try again in a moment.`,
  expired: () => "This took too long, or began in another browser. Start again.",
  refused: (name: string) => `${name} refused the request. Ask an admin to look at its settings.`,
  untrusted: (name: string) => `${name} sent an answer that Rollcall cannot trust. Try again.`,
  unverified: (name: string) =>
    `${name} has not verified your e-mail address. Verify it there, then sign in again.`,
  noEmail: (name: string) => `${name} did not say your e-mail address. Ask an admin to look at its settings.`,
  noAccount: () => "You have no account here. Ask an admin for an invite.",
  noRole: (name: string) => `Your account at ${name} gives you no role in Rollcall. Ask an admin.`,
  sameEmail: (name: string) =>
    `There is an account with your e-mail address. Sign in with its password, then connect ${name} on your profile.`,
  disabled: () => "Your account is disabled. Ask an admin.",
  deadInvite: () => "This invite no longer works. Ask an admin for a new one.",
  otherInvite: (name: string) => `The invite is for another e-mail address than the one ${name} verified.`,
  taken: (name: string) => `That account at ${name} is connected to another user already.`,
  otherAccount: (name: string) => `That account at ${name} is not the one connected to yours.`,
  stale: (name: string) => `${name} did not ask you to sign in again, so this proves nothing.`,
  signedOut: () => "You are signed out. Sign in, then try again.",
  wait: () => "Too many attempts. Wait a few minutes and try again.",
} as const;

export type OidcProblem = keyof typeof SENTENCES;

/** The sentence for a problem by its name, as an address carries it; undefined for an unknown one. */
export const problemWords = (problem: string | undefined, provider: string): string | undefined =>
  problem !== undefined && Object.hasOwn(SENTENCES, problem)
    ? SENTENCES[problem as OidcProblem](provider)
    : undefined;

/** A sign-in with a provider that goes no further. `detail` is for the log. */
export class OidcError extends Error {
  readonly problem: OidcProblem;

  constructor(problem: OidcProblem, detail = "", cause?: unknown) {
    super(detail === "" ? problem : `${problem}: ${detail}`, { cause });
    this.name = "OidcError";
    this.problem = problem;
  }
}
