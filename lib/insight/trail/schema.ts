import { z } from "zod";

/** How a verification stands. */
export type TrailCheck = {
  startedAt: string;
  by: string;
  /** Events looked at, of how many. */
  checked: number;
  total: number;
  endedAt?: string;
  /** It neither ended nor goes on: its process did. */
  isLost: boolean;
  /** Once it ended. `seq` is the head's, or of the first bad event. */
  found?: {
    isSound: boolean;
    seq: number;
    reason?: string;
    /** Checkpoints from elsewhere that it agrees with. */
    agreed: number;
    erased: number;
    /** From which event on each bears a MAC, where older ones do not. */
    authenticatedFrom?: number;
  };
};

export type TrailCheckpoint = {
  id: string;
  seq: number;
  hash: string;
  at: string;
  why: "time" | "events" | "hand" | "retention";
  isFiled: boolean;
};

/** A receiver of the whole log, and how far it got. */
export type TrailStream = {
  id: string;
  kind: "syslog" | "webhook";
  label: string;
  isPaused: boolean;
  /** Events that it has not got yet. */
  behind: number;
  sentAt?: string;
  error?: string;
  nextAt?: string;
};

export type Trail = {
  head: { seq: number; hash: string };
  /** The oldest event that is kept. */
  first?: { seq: number; at: string };
  publicKey: string;
  check?: TrailCheck;
  checkpoints: TrailCheckpoint[];
  streams: TrailStream[];
  settings: { everyHours: number; everyEvents: number; hasFile: boolean; retentionDays?: number };
};

/** What a kept checkpoint says of this log. */
export type Comparison = {
  /** same: the log still holds what was signed. differs: it holds something else. cut: it ends before. */
  result: "same" | "differs" | "cut" | "removed" | "foreign";
  seq: number;
  at: string;
};

const text = z
  .string()
  .trim()
  .min(1, "Paste a checkpoint or choose its file")
  .max(20_000, "This is too long");
export const compareSchema = z.strictObject({ text });
const id = z.string().min(1).max(64);
export const erasePersonSchema = z.strictObject({ personId: id });
export const eraseUserSchema = z.strictObject({ userId: id });
