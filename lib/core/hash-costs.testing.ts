// Vitest puts this in the place of hash-costs.ts: most tests are about who may come in, not about how long guessing takes.
export const PASSWORD_COST = { memoryCost: 64, timeCost: 1, parallelism: 1, outputLen: 32 };
export const PASSPHRASE_COST = { N: 2 ** 4, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
