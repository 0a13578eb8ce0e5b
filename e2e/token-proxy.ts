import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";

/**
 * Stands before a server and adds a token to whatever is sent, for programs that can send none. Its own address becomes the
 * server's, as if it were asked itself; everything else stays as it is.
 */
export async function startTokenProxy(serverUrl: string, token: string) {
  const { hostname, port, host } = new URL(serverUrl);
  const proxy = createServer((incoming, outgoing) => {
    const { method, url: path } = incoming;
    const headers = { ...incoming.headers };
    const own = `127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    if (headers.host === own) headers.host = host;
    if (headers.origin === `http://${own}`) headers.origin = serverUrl;
    const onward = request(
      { hostname, port, method, path, headers: { ...headers, authorization: `Bearer ${token}` } },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on("error", () => outgoing.destroy());
    outgoing.on("close", () => onward.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    close: () => {
      proxy.closeAllConnections();
      proxy.close();
    },
  };
}
