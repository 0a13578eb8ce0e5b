import { beforeAll, describe, expect, it } from "vitest";
import { transact } from "#lib/store/db/connection.ts";
import { useTestStore } from "#lib/store/db/db.testing.ts";
import { appendEvent } from "./append.ts";
import { canonicalJson, chainHash } from "./chain.ts";
import { type Expected, verifyChain } from "./chain-walk.ts";
import { checkpointKey, signHead } from "./checkpoint.ts";
import type { Checkpoint } from "./checkpoint-format.ts";
import { type ChainedEvent, readEvents, readHead } from "./rows.ts";

describe("verifyChain", () => {
  useTestStore();
  const events: ChainedEvent[] = [];
  let head = { seq: 0, hash: "" };
  let checkpoint: Checkpoint | undefined;

  beforeAll(async () => {
    for (let index = 1; index <= 6; index++) {
      await transact((tx) =>
        appendEvent(tx, {
          action: "member.remove",
          actor: { id: "u1", name: "Noor" },
          outcome: "done",
          facts: { index },
          personal: { member: `Person ${index}` },
        }),
      );
    }
    for await (const event of readEvents()) events.push(event);
    head = await readHead();
    checkpoint = await signHead();
  });

  const edited = (seq: number, change: Partial<ChainedEvent>): ChainedEvent[] =>
    events.map((event) => (event.seq === seq ? { ...event, ...change } : event));
  const firstBad = async (
    tampered: ChainedEvent[],
    expected: Expected = { head },
  ): Promise<number | "sound"> => {
    const verdict = await verifyChain(tampered, expected);
    return verdict.ok ? "sound" : verdict.seq;
  };
  /** A chain as somebody would forge it who can write the database and knows how it is hashed. */
  const rechained = (list: ChainedEvent[]): ChainedEvent[] => {
    let previous = "0".repeat(64);
    return list.map((event, index) => {
      const body = canonicalJson({ ...JSON.parse(event.body), seq: index + 1 });
      const forged = { ...event, seq: index + 1, prev_hash: previous, body, hash: chainHash(previous, body) };
      previous = forged.hash;
      return forged;
    });
  };

  it("finds nothing wrong with an untouched log", async () => {
    expect(
      await verifyChain(events, {
        head,
        checkpoints: checkpoint ? [checkpoint] : [],
        publicKey: checkpointKey(),
      }),
    ).toEqual({
      ok: true,
      events: 6,
      first: 1,
      head,
      erased: 0,
      agreed: 1,
      tooOld: 0,
    });
  });

  it.each<[string, Partial<ChainedEvent>]>([
    ["body", { body: "{}" }],
    ["hash", { hash: "0".repeat(64) }],
    ["previous hash", { prev_hash: "0".repeat(64) }],
    ["time", { at: "2020-01-01T00:00:00.000Z" }],
    ["action", { action: "member.add" }],
    ["actor", { actor: "u2" }],
    ["outcome", { outcome: "failed" }],
    ["team", { team_id: "another" }],
    ["change", { change_id: "another" }],
    ["personal data", { personal: '{"salt":"x","data":{"member":"Somebody else"}}' }],
    ["personal data's form", { personal: "null" }],
    ["personal data, taken away unrecorded", { personal: null }],
  ])("names an event whose %s was edited", async (_what, change) => {
    expect(await firstBad(edited(3, change))).toBe(3);
  });

  it("names the place of a deleted, doubled, moved or inserted event", async () => {
    expect(await firstBad(events.toSpliced(2, 1))).toBe(3);
    expect(await firstBad(events.toSpliced(2, 0, ...events.slice(2, 3)))).toBe(4);
    expect(
      await firstBad([
        ...events.slice(0, 2),
        ...events.slice(3, 4),
        ...events.slice(2, 3),
        ...events.slice(4),
      ]),
    ).toBe(3);
    expect(await firstBad(events.slice(1))).toBe(1);
  });

  it("notices a cut tail by the head row, and by a checkpoint when the head row was cut with it", async () => {
    const cut = events.slice(0, 4);
    const last = cut.at(-1);
    const cutHead = { seq: last?.seq ?? 0, hash: last?.hash ?? "" };
    expect(await firstBad(cut)).toBe(5);
    expect(await firstBad(cut, { head: cutHead })).toBe("sound");
    expect(
      await firstBad(cut, {
        head: cutHead,
        checkpoints: checkpoint ? [checkpoint] : [],
        publicKey: checkpointKey(),
      }),
    ).toBe(5);
  });

  it("notices a log that was written anew from the start, by a checkpoint alone", async () => {
    const forged = rechained(events.toSpliced(1, 1));
    const forgedHead = { seq: 5, hash: forged.at(-1)?.hash ?? "" };
    expect(await firstBad(forged, { head: forgedHead })).toBe("sound");
    const kept = await verifyChain(forged, {
      head: forgedHead,
      checkpoints: checkpoint ? [checkpoint] : [],
      publicKey: checkpointKey(),
    });
    expect(kept.ok).toBe(false);
  });

  it("takes no checkpoint that another key signed or somebody changed", async () => {
    if (!checkpoint) throw new Error("no checkpoint");
    expect(
      await firstBad(events, { checkpoints: [{ ...checkpoint, seq: 3 }], publicKey: checkpointKey() }),
    ).toBe(3);
    expect(await firstBad(events, { checkpoints: [checkpoint] })).toBe(6);
  });
});
