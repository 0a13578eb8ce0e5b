import type { PersonInput } from "./types.ts";

/** Numbers of the cast in names.ts. */
export const WHO = {
  ingrid: 0,
  amara: 1,
  amina: 2,
  bartholomew: 3,
  chiara: 4,
  daniel: 5,
  danielTheOther: 6,
  thao: 7,
  vasquez: 8,
  faris: 9,
  gwendolyn: 10,
  hostile: 11,
  noam: 12,
  juergen: 13,
  katerina: 14,
  loukia: 15,
  lukasz: 16,
  maximiliana: 17,
  noor: 18,
  misaki: 19,
  priya: 20,
  robert: 21,
  passport: 22,
  tomas: 23,
  zoe: 24,
  ximena: 25,
  hueseyin: 26,
} as const;

export type Who = keyof typeof WHO;
type Roles = Partial<Record<Who, NonNullable<PersonInput["role"]>>>;

export interface DemoTeam {
  label: string;
  token: string;
  teamId: string;
  namespace: string;
  members: number;
  secrets: number;
  /** Whose key it is. */
  keyOf: Who;
  readOnly?: boolean;
  /** Where the generated people of the team begin. */
  from: number;
  roles: Roles;
}

export const DEMO_TEAMS: readonly DemoTeam[] = [
  {
    label: "Perception training",
    token: "sandbox-paperspace-perception",
    teamId: "thaldenperc",
    namespace: "halden-perception",
    members: 312,
    secrets: 18,
    keyOf: "ingrid",
    from: 27,
    roles: {
      ingrid: "owner",
      amara: "admin",
      amina: "member",
      bartholomew: "member",
      chiara: "member",
      daniel: "admin",
      danielTheOther: "member",
      thao: "member",
      vasquez: "member",
      faris: "member",
      gwendolyn: "member",
      hostile: "member",
      noam: "member",
      juergen: "member",
      katerina: "admin",
      loukia: "member",
      lukasz: "member",
      maximiliana: "member",
      noor: "admin",
      misaki: "member",
      priya: "admin",
      robert: "member",
      passport: "member",
      tomas: "member",
      zoe: "member",
      ximena: "member",
    },
  },
  {
    label: "Sim cluster",
    token: "sandbox-paperspace-sim",
    teamId: "thaldensimc",
    namespace: "halden-sim",
    members: 203,
    secrets: 41,
    keyOf: "amara",
    from: 254,
    roles: {
      amara: "owner",
      ingrid: "admin",
      bartholomew: "member",
      daniel: "member",
      thao: "admin",
      gwendolyn: "member",
      noam: "member",
      lukasz: "admin",
      noor: "member",
      priya: "member",
    },
  },
  {
    label: "Edge inference",
    token: "sandbox-paperspace-edge",
    teamId: "thaldenedge",
    namespace: "halden-edge",
    members: 64,
    secrets: 33,
    keyOf: "daniel",
    from: 300,
    roles: {
      ingrid: "owner",
      daniel: "admin",
      bartholomew: "member",
      faris: "member",
      juergen: "member",
      katerina: "member",
      lukasz: "member",
      misaki: "member",
    },
  },
  {
    label: "Grasp planning",
    token: "sandbox-paperspace-grasp",
    teamId: "thaldengrsp",
    namespace: "halden-grasp",
    members: 39,
    secrets: 14,
    keyOf: "ingrid",
    from: 60,
    roles: { ingrid: "owner", amara: "admin", passport: "member", chiara: "member" },
  },
  {
    label: "Calibration notebooks",
    token: "sandbox-paperspace-calibration",
    teamId: "thaldencali",
    namespace: "halden-calib",
    members: 17,
    secrets: 12,
    keyOf: "katerina",
    readOnly: true,
    from: 120,
    roles: { juergen: "owner", noor: "admin", katerina: "member", hostile: "member" },
  },
  {
    label: "Trajectory research",
    token: "sandbox-paperspace-trajectory",
    teamId: "thaldentraj",
    namespace: "halden-traj",
    members: 28,
    secrets: 10,
    keyOf: "amara",
    from: 190,
    roles: { amara: "owner", loukia: "member", ximena: "admin" },
  },
];

/** Team (by the end of its token), name, days since made, days since changed, in use. */
export const DEMO_SECRETS: readonly (readonly [string, string, number, number, boolean])[] = [
  ["sim", "LEGACY_S3_SECRET_ACCESS_KEY", 1130, 612, true],
  ["perception", "WANDB_API_KEY", 800, 418, true],
  ["edge", "ARTIFACTORY_DEPLOY_TOKEN", 760, 388, false],
  ["perception", "HF_TOKEN", 500, 341, true],
  ["calibration", "CAMERA_RIG_VPN_PRESHARED_KEY", 480, 297, false],
  ["edge", "SENTRY_AUTH_TOKEN", 430, 255, true],
  ["grasp", "GRASP_DATASET_BUCKET_HMAC", 280, 231, true],
  ["trajectory", "OPENAI_COMPAT_GATEWAY_KEY", 250, 204, false],
  ["sim", "POSTGRES_TELEMETRY_PASSWORD", 790, 176, true],
  ["perception", "ROS_BAG_UPLOAD_SIGNING_KEY", 740, 168, false],
  ["grasp", "NEPTUNE_SERVICE_ACCOUNT", 400, 149, false],
  ["sim", "MLFLOW_TRACKING_PASSWORD", 1120, 131, true],
  ["edge", "GHCR_PULL_TOKEN", 780, 118, true],
  ["edge", "HR7_ARM_TELEMETRY_INGEST_WRITE_KEY_PRODUCTION_EU_WEST", 215, 102, true],
  ["perception", "SLACK_TRAINING_ALERTS_WEBHOOK", 400, 87, false],
  ["calibration", "DVC_REMOTE_SECRET", 185, 71, false],
  ["sim", "GCS_SIM_ASSETS_KEY", 750, 58, true],
  ["edge", "PAGERDUTY_EVENTS_KEY", 420, 44, true],
  ["sim", "STRIPE_METERING_KEY", 410, 39, false],
  ["perception", "LABELBOX_API_KEY", 335, 26, true],
  ["trajectory", "CLEARML_API_SECRET", 155, 21, false],
  ["perception", "ROBOFLOW_PRIVATE_KEY", 125, 12, true],
  ["sim", "NGC_API_KEY", 770, 6, true],
  ["grasp", "WEIGHTS_MIRROR_TOKEN", 420, 3, false],
  ["edge", "OTEL_EXPORTER_HEADERS", 62, 1, true],
];

interface DemoDocsTeam {
  title: string;
  members: number;
  /** People of the cast who are in it. */
  cast: readonly Who[];
  owners?: readonly Who[];
  viewOnly?: boolean;
}

/** The teams of Halden Docs. "Handbook" has nearly everybody. */
export const DOCS_TEAMS: readonly DemoDocsTeam[] = [
  {
    title: "API reference",
    members: 48,
    cast: ["ingrid", "amina", "chiara", "noam", "katerina", "noor", "robert", "hueseyin"],
    owners: ["amina"],
  },
  { title: "Customer onboarding", members: 31, cast: ["maximiliana"] },
  { title: "Field service manuals", members: 126, cast: ["faris", "zoe"] },
  { title: "Firmware release notes", members: 22, cast: ["juergen"] },
  {
    title: "Handbook",
    members: 1204,
    owners: ["ingrid", "noor"],
    cast: [
      "ingrid",
      "amara",
      "amina",
      "bartholomew",
      "chiara",
      "daniel",
      "thao",
      "faris",
      "gwendolyn",
      "noam",
      "juergen",
      "katerina",
      "loukia",
      "lukasz",
      "maximiliana",
      "noor",
      "misaki",
      "robert",
      "hueseyin",
    ],
  },
  { title: "Hardware bring-up", members: 19, cast: ["lukasz"], viewOnly: true },
  { title: "Investor relations", members: 7, cast: [], viewOnly: true },
  { title: "Localization · العربية, עברית, Ελληνικά", members: 14, cast: ["amina", "noam", "loukia"] },
  { title: "Platform on-call", members: 26, cast: ["daniel", "katerina"], owners: ["daniel"] },
  {
    title: "Safety case and certification evidence, HR-7 arm, 2026 revision",
    members: 41,
    cast: ["juergen"],
  },
  {
    title: "Security and compliance",
    members: 18,
    cast: ["ingrid", "juergen", "noor"],
    owners: ["ingrid"],
  },
  { title: "Supplier portal", members: 57, cast: ["faris", "ximena"], viewOnly: true },
  { title: "Translations review", members: 12, cast: ["misaki", "thao"] },
  { title: "Warehouse pilot: Rotterdam", members: 16, cast: ["zoe"] },
  { title: "Working group: data retention", members: 9, cast: ["noor"] },
];

export const LABS_TEAMS = [
  { title: "Robotics curriculum (external)", members: 88 },
  { title: "Thesis students", members: 35 },
] as const;
