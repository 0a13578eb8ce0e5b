/** The event that records an erasure of another one's personal data. */
export const ERASE_ACTION = "audit.erase";

/** The event that records that a stored token was sealed again, with the newest key. */
export const RESEAL_ACTION = "connection.reseal";
