import { registerHooks } from "node:module";

// `server-only` throws outside a server bundle. A plain Node process is the server, so here it is empty; the
// react-server condition would do that too, but it would also give Next's own renderer the wrong React.
const hook = registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== "server-only") return next(specifier, context);
    return { url: "data:text/javascript,", shortCircuit: true };
  },
});

/** Ends that, for a process that has all it imports from source. */
export const stopHook = () => hook.deregister();
