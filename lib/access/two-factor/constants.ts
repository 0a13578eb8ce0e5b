/** What a refused code may be down to. The app and the server count the same half minutes, each by its own clock. */
export const CLOCK_HINT = "If this goes on, the clock of the phone or of this server is wrong";
export const WRONG_CODE = `This code is wrong or was used. Wait for the next one. ${CLOCK_HINT}`;
