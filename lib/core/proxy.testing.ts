import { once } from "node:events";
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";

/** For tests: a proxy on loopback. It notes what it is asked for, and connects every allowed host to this machine. */
export async function startTestProxy(refuse: (target: string) => boolean = () => false) {
  const asked: string[] = [];
  const credentials: (string | undefined)[] = [];
  const server = createServer((_request, response) => response.writeHead(501).end());
  server.on("connect", (request, socket, head) => {
    const target = request.url ?? "";
    asked.push(target);
    credentials.push(request.headers["proxy-authorization"]);
    socket.on("error", () => socket.destroy());
    if (refuse(target)) return void socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    const inner = connect(Number(target.split(":").at(-1)), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      inner.write(head);
      inner.pipe(socket).pipe(inner);
    });
    inner.on("error", () => socket.destroy());
    socket.on("close", () => inner.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://robot:pass%40word@127.0.0.1:${port}`,
    asked,
    credentials,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
