import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import type { ReactNode } from "react";
// In development alone: else the styles are in the page (`Styles`).
import "#styles";
import { EarlyReplay } from "#components/shell/early-replay.tsx";
import { EarlyScript } from "#components/shell/early-script.tsx";
import { OrFailure } from "#components/shell/or-failure.tsx";
import { Providers } from "#components/shell/providers.tsx";
import { Styles } from "#components/shell/styles.tsx";
import { IconSprite } from "#components/ui/icon-sprite.tsx";
import { LATER_COOKIE, styles } from "#lib/core/styles.ts";
import { THEME_COOKIE, themeOf } from "#lib/core/theme.ts";
import { ZONE_COOKIE, zoneOf } from "#lib/core/zone.ts";

export const metadata: Metadata = {
  title: { default: "Rollcall", template: "%s · Rollcall" },
  description: "Teams, members and secrets of Paperspace and GitBook in one place.",
  robots: { index: false, follow: false },
  referrer: "same-origin",
  manifest: "/manifest.webmanifest",
};
export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

export default async function RootLayout({ children }: { children: ReactNode }) {
  // Asking for the headers makes every page dynamic, the 404 page too: a page made at build time has no nonce.
  const nonce = (await headers()).get("x-nonce") ?? "";
  const said = await cookies();
  const theme = themeOf(said.get(THEME_COOKIE)?.value);
  const { href, later } = styles();
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme} suppressHydrationWarning>
      <head>
        <Styles nonce={nonce} href={href} hasLater={said.get(LATER_COOKIE)?.value === later} />
      </head>
      <body>
        <EarlyScript nonce={nonce} />
        <Providers nowMs={Date.now()} zone={zoneOf(said.get(ZONE_COOKIE)?.value)}>
          <OrFailure isOutside>{children}</OrFailure>
          <EarlyReplay />
        </Providers>
        <IconSprite />
      </body>
    </html>
  );
}
