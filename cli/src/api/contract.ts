/** Who asks: what `GET /whoami` answers. */
export type WhoAmI = {
  token: { id: string; name: string; kind: string; scopes: string[]; endsAt: string };
  user: { id: string; name: string; email: string };
  limits: unknown[] | null;
  server: { version: string; api: string };
};
