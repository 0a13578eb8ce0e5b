/** Says something to the server, which comes with each request from now on, for a year. `value` has no sign that cookies cannot hold. */
export function tell(cookie: string, value: string): void {
  const said = `${cookie}=${value}`;
  if (document.cookie.split("; ").includes(said)) return;
  const secure = window.location.protocol === "https:" ? ";secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the other way to write one is not in every browser
  document.cookie = `${said};path=/;max-age=31536000;samesite=lax${secure}`;
}
