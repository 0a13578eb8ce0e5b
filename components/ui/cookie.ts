/** Says something to the server, which comes with each request for a year from now. `value` has no sign that cookies cannot hold. */
export function tell(cookie: string, value: string): void {
  const secure = window.location.protocol === "https:" ? ";secure" : "";
  // biome-ignore lint/suspicious/noDocumentCookie: the other way to write one is not in every browser
  document.cookie = `${cookie}=${value};path=/;max-age=31536000;samesite=lax${secure}`;
}
