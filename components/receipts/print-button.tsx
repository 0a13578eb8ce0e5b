"use client";

import { Button } from "#components/ui/button.tsx";

/** Opens the browser's own printing. */
export function PrintButton() {
  return (
    <Button variant="primary" onClick={() => window.print()}>
      Print
    </Button>
  );
}
