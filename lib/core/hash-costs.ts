/** OWASP's parameters for argon2id (which is the library's default algorithm); memory in KiB. */
export const PASSWORD_COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };

/** OWASP's parameters for scrypt, for the passphrase of a backup: 128 MB, about half a second. */
export const PASSPHRASE_COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
