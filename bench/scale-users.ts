/** Who looks at the filled stores: an admin who sees all, and somebody limited to half of the teams. */
export const SCALE_USERS = {
  admin: "bench@rollcall.example",
  limited: "half@rollcall.example",
  password: "a long and unusual passphrase",
};
