import { tellLeaving } from "#components/shell/leaving.ts";

export const onRouterTransitionStart = tellLeaving;
