"use client";

import { useEffect } from "react";
import { tellProven } from "#components/auth/step-up-channel.ts";

/** On the page that a provider sends back to: tells the tab that asked, and closes this one where the browser lets it. */
export function TellProven() {
  useEffect(() => {
    tellProven();
    window.close();
  }, []);
  return null;
}
