import type { AddressInfo } from "node:net";
import { createServer, type Server, type Socket } from "node:net";
import tls from "node:tls";

/** A collector on loopback that reads octet-counted messages, over TCP or with a certificate over TLS. */
export async function startCollector(certificate?: { cert: string; key: string }, port = 0) {
  const messages: string[] = [];
  const sockets = new Set<Socket>();
  const state = { cutAfter: Number.POSITIVE_INFINITY };
  const take = (socket: Socket): void => {
    sockets.add(socket);
    let rest = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      for (;;) {
        const space = rest.indexOf(0x20);
        const length = Number(rest.subarray(0, Math.max(space, 0)).toString());
        if (space < 1 || rest.length < space + 1 + length) return;
        messages.push(rest.subarray(space + 1, space + 1 + length).toString("utf8"));
        rest = rest.subarray(space + 1 + length);
        if (messages.length >= state.cutAfter) {
          state.cutAfter = Number.POSITIVE_INFINITY;
          socket.resetAndDestroy();
          return;
        }
      }
    });
  };
  const server: Server = certificate ? tls.createServer(certificate, take) : createServer(take);
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    messages,
    state,
    /** Numbers of the events in the order they came. */
    seqs: () => messages.map((message) => Number(/ seq="(\d+)"/.exec(message)?.[1])),
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
