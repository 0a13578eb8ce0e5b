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
  owner: Who;
  admins: readonly Who[];
  /** Members of the cast. */
  cast: readonly Who[];
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
    owner: "ingrid",
    admins: ["amara", "daniel", "katerina", "noor", "priya"],
    cast: [
      "amina",
      "bartholomew",
      "chiara",
      "danielTheOther",
      "thao",
      "vasquez",
      "faris",
      "gwendolyn",
      "hostile",
      "noam",
      "juergen",
      "loukia",
      "lukasz",
      "maximiliana",
      "misaki",
      "robert",
      "passport",
      "tomas",
      "zoe",
      "ximena",
    ],
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
    owner: "amara",
    admins: ["ingrid", "thao", "lukasz"],
    cast: ["bartholomew", "daniel", "gwendolyn", "noam", "noor", "priya"],
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
    owner: "ingrid",
    admins: ["daniel"],
    cast: ["bartholomew", "faris", "juergen", "katerina", "lukasz", "misaki"],
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
    owner: "ingrid",
    admins: ["amara"],
    cast: ["passport", "chiara"],
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
    owner: "juergen",
    admins: ["noor"],
    cast: ["katerina", "hostile"],
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
    owner: "amara",
    admins: ["ximena"],
    cast: ["loukia"],
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
  ["sim", "POSTGRES_TELEMETRY_PASSWORD", 790, 89, true],
  ["perception", "ROS_BAG_UPLOAD_SIGNING_KEY", 740, 86, false],
  ["grasp", "NEPTUNE_SERVICE_ACCOUNT", 400, 81, false],
  ["sim", "MLFLOW_TRACKING_PASSWORD", 1120, 77, true],
  ["edge", "GHCR_PULL_TOKEN", 780, 74, true],
  ["edge", "HR7_ARM_TELEMETRY_INGEST_WRITE_KEY_PRODUCTION_EU_WEST", 215, 72, true],
  ["perception", "SLACK_TRAINING_ALERTS_WEBHOOK", 400, 70, false],
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
