import { env, isHttps } from "#lib/core/env.ts";
import { securityHeaders } from "./security-headers.ts";

/** The headers that guard every answer, as the settings have them. */
export const guardingHeaders = () => securityHeaders(isHttps(), env().ROLLCALL_HSTS_SUBDOMAINS);
