import { postJson } from "#lib/access/action/fetch-json.ts";
import type {
  ChosenSecret,
  ChosenSecretsAsked,
  ComparedValue,
  CompareValues,
} from "#lib/changes/rotation/schema.ts";

/** What setting these values in these teams would be, by the store. Throws `ActionFailure`. */
export const askCompared = (asked: CompareValues): Promise<ComparedValue[]> =>
  postJson<ComparedValue[]>("/api/secrets/compare", asked);

/** The secrets that a selection stands for now. Throws `ActionFailure`. */
export const askChosen = (asked: ChosenSecretsAsked): Promise<ChosenSecret[]> =>
  postJson<ChosenSecret[]>("/api/secrets/chosen", asked);
