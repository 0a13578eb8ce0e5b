/** A browser's cookies, as `next/headers` would give them: for `vi.mock`. */
export function cookieJar() {
  const cookies = new Map<string, string>();
  const store = {
    get: (name: string) => {
      const value = cookies.get(name);
      return value ? { name, value } : undefined;
    },
    set: (name: string, value: string) => void cookies.set(name, value),
  };
  return { cookies, module: { headers: async () => new Headers(), cookies: async () => store } };
}
