import { afterEach, describe, expect, it } from "vitest";
import { AppError } from "#lib/core/errors.ts";
import { forgetPerProcess } from "#lib/core/per-process.ts";
import { type Lane, receiveBody as receive } from "./receive-body.ts";

const MOST = 10 * 1024 * 1024;
const LANE: Lane = {
  ...{ name: "files", most: MOST, atOnce: 4 },
  tooLarge: () => new AppError("INVALID_INPUT", { reason: "too large" }),
};
const receiveBody = (request: Request) => receive(request, LANE);

/** A request whose body comes in pieces; `pulled` counts them. */
function sending(pieces: readonly Uint8Array[], headers: Record<string, string> = {}) {
  const state = { pulled: 0 };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const piece = pieces[state.pulled];
        state.pulled += 1;
        if (piece) controller.enqueue(piece);
        else controller.close();
      },
    },
    { highWaterMark: 0 },
  );
  const init = { method: "POST", body, headers, duplex: "half" } as RequestInit;
  return { state, request: new Request("http://127.0.0.1/api/uploads", init) };
}
const megabyte = new Uint8Array(1024 * 1024).fill(97);

describe("a file that is sent", () => {
  afterEach(() => forgetPerProcess("receiving"));

  it("arrives whole up to 10 MB, whatever pieces it comes in", async () => {
    const { request } = sending(Array(10).fill(megabyte));
    expect((await receiveBody(request)).length).toBe(MOST);
    const odd = sending([new Uint8Array([1]), new Uint8Array([2, 3]), new Uint8Array([4])]);
    expect([...(await receiveBody(odd.request))]).toEqual([1, 2, 3, 4]);
  });

  it("is refused by what it says, and as soon as it is more than it may be", async () => {
    const told = sending([megabyte], { "content-length": String(MOST + 1) });
    await expect(receiveBody(told.request)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(told.state.pulled).toBe(0);
    const silent = sending(Array(50).fill(megabyte));
    await expect(receiveBody(silent.request)).rejects.toMatchObject({ code: "INVALID_INPUT" });
    expect(silent.state.pulled).toBe(11);
  });

  it("is refused when it breaks off before its end", async () => {
    const { request } = sending([new Uint8Array(10)], { "content-length": "20" });
    await expect(receiveBody(request)).rejects.toMatchObject({ reason: expect.stringContaining("whole") });
  });

  it("waits its turn: four at once, and the next when one is through", async () => {
    const open = Promise.withResolvers<void>();
    const slow = () => {
      const body = new ReadableStream<Uint8Array>({
        async start(controller) {
          await open.promise;
          controller.close();
        },
      });
      return new Request("http://127.0.0.1/", { method: "POST", body, duplex: "half" } as RequestInit);
    };
    const four = [slow(), slow(), slow(), slow()].map((request) => receiveBody(request));
    await expect(receiveBody(sending([megabyte]).request)).rejects.toMatchObject({
      code: "TOO_MANY_ATTEMPTS",
    });
    open.resolve();
    await Promise.all(four);
    expect((await receiveBody(sending([megabyte]).request)).length).toBe(megabyte.length);
  });
});
