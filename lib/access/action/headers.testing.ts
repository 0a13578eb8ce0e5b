import { vi } from "vitest";

/** What stands for the browser's request: `vi.mock("next/headers", () => mockHeaders(request))`. */
export type TestRequest = { headers: Headers; cookies: Map<string, string> };

/** `next/headers` over a test's own headers and cookies. */
export const mockHeaders = (request: TestRequest) => ({
  headers: async () => request.headers,
  cookies: async () => ({
    get: (name: string) =>
      request.cookies.has(name) ? { name, value: request.cookies.get(name) } : undefined,
    getAll: () => [...request.cookies].map(([name, value]) => ({ name, value })),
    has: (name: string) => request.cookies.has(name),
    set: (name: string, value: string) => request.cookies.set(name, value),
    delete: (name: string) => request.cookies.delete(name),
  }),
});

/** `next/cache`, which has nothing to do outside Next. */
export const mockCache = () => ({ revalidatePath: vi.fn(), revalidateTag: vi.fn() });
