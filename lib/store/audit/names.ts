/** The event that records an erasure of another one's personal data, or of several ones'. */
export const ERASE_ACTION = "audit.erase";

/** The event that records that a stored token was sealed again, with the newest key. */
export const RESEAL_ACTION = "connection.reseal";

/** The event that says again what an older one recorded of a sealed token, before that one is removed. */
export const CARRY_ACTION = "connection.carryToken";

/** The event from which on every event bears a MAC, in a log that was begun before there were any. */
export const AUTHENTICATE_ACTION = "audit.authenticate";

/** The event that records that the log's oldest events were removed, and where it begins now. */
export const RETENTION_ACTION = "audit.retention";
