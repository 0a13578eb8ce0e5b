"use client";

import { notifyManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { SoftLinks } from "#components/shell/soft-links.tsx";
import { StepUp } from "#components/shell/step-up.tsx";
import { NowProvider } from "#components/ui/now.tsx";
import { followTheme } from "#components/ui/theme.ts";
import { ToastProvider } from "#components/ui/toast.tsx";
import { ZoneProvider } from "#components/ui/zone.tsx";

const STALE_MS = 5_000;

// An answer is shown when it is here, not a task later.
notifyManager.setScheduler(queueMicrotask);

export function Providers({ nowMs, zone, children }: { nowMs: number; zone: string; children: ReactNode }) {
  const [queryClient] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          queries: { staleTime: STALE_MS, retry: 1, networkMode: "always" },
          mutations: { networkMode: "always" },
        },
      }),
  );
  useEffect(followTheme, []);
  return (
    <QueryClientProvider client={queryClient}>
      <NowProvider nowMs={nowMs}>
        <ZoneProvider zone={zone}>
          <ToastProvider>
            {children}
            <StepUp />
            <SoftLinks />
          </ToastProvider>
        </ZoneProvider>
      </NowProvider>
    </QueryClientProvider>
  );
}
