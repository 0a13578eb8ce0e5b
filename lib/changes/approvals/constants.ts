/** The warning of a plan that somebody else has to approve; whoever accepts it asks for that. */
export const APPROVAL_CODE = "approval.needed";
export const APPROVAL_WORDS = "Needs approval by somebody else";
/** The same of what a token asks for, where no rule wants somebody else. */
export const PERSON_WORDS = "Needs approval by a person in Rollcall";
/** Said because of the token that asks, and not of what is asked: to another token, and to its owner, the plan is the same one. */
export const isAboutToken = (warning: { code: string; text: string }): boolean =>
  warning.code === APPROVAL_CODE && warning.text === PERSON_WORDS;
/** How long a request waits where nothing else is set. */
export const DEFAULT_HOURS = 72;
export const MAX_HOURS = 30 * 24;
