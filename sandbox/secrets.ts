import { mix } from "./people.ts";
import type { SecretInput } from "./types.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Name, days since it was created, hours since it was last changed, attached to a deployment. */
const KNOWN: readonly (readonly [string, number, number, boolean])[] = [
  ["WANDB_API_KEY", 800, 418 * 24, true],
  ["HF_TOKEN", 420, 341 * 24, true],
  ["ROS_BAG_UPLOAD_SIGNING_KEY", 740, 168 * 24, false],
  ["SLACK_TRAINING_ALERTS_WEBHOOK", 400, 87 * 24, false],
  ["LABELBOX_API_KEY", 335, 26 * 24, true],
  ["ROBOFLOW_PRIVATE_KEY", 120, 12 * 24, true],
  ["OTEL_EXPORTER_HEADERS", 62, 25, true],
  ["DATASET_SIGNING_KEY", 3, 3, false],
];

const PARTS = [
  [
    "S3",
    "GCS",
    "AZURE",
    "MINIO",
    "REGISTRY",
    "TELEMETRY",
    "LIDAR",
    "CAMERA",
    "GRIPPER",
    "FLEET",
    "SIM",
    "MAPS",
  ],
  ["ACCESS", "UPLOAD", "MIRROR", "INGEST", "DEPLOY", "PULL", "WEBHOOK", "BACKUP", "EXPORT"],
  ["KEY", "TOKEN", "SECRET", "PASSWORD", "DSN"],
] as const;

const ago = (now: number, ms: number): string => new Date(now - ms).toISOString();

/** A generated secret: no two of one seed share a name; none was changed longer ago than `maxHours`. */
export const secretAt = (index: number, seed: number, now: number, maxHours = 21_000): SecretInput => {
  const luck = mix(seed + 77, index);
  const [what, use, kind] = PARTS;
  const words = [
    what[index % what.length],
    use[Math.floor(index / 5) % use.length],
    kind[index % kind.length],
  ];
  const age = 2 + (luck % (maxHours - 2));
  return {
    // Twelve and five share no factor: a combination comes again after sixty.
    name: `${words.join("_")}${index < 60 ? "" : `_${Math.floor(index / 60)}`}`,
    createdAt: ago(now, (age + ((luck >>> 7) % 9000)) * HOUR),
    modifiedAt: ago(now, age * HOUR),
    inUse: luck % 3 === 0,
  };
};

/** Names and ages as a robotics company has them, from hours to years. */
export const lifelikeSecrets = (count: number, seed: number, now: number): SecretInput[] =>
  Array.from({ length: count }, (_, index) => {
    const [name, days = 0, hours = 0, inUse = false] = KNOWN[index] ?? [];
    if (name === undefined) return secretAt(index, seed, now);
    const createdAt = ago(now, Math.max(days * DAY, hours * HOUR));
    return { name, createdAt, modifiedAt: ago(now, hours * HOUR), inUse };
  });

/** SECRET_001 and so on; each a day older than the one before. */
export const plainSecrets = (count: number, now: number): SecretInput[] =>
  Array.from({ length: count }, (_, index) => ({
    name: `SECRET_${String(index + 1).padStart(3, "0")}`,
    value: `value-${index + 1}`,
    createdAt: ago(now, (index + 1) * DAY),
    inUse: index === 0,
  }));
