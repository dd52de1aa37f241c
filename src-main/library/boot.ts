/** Whether this machine has been running since a library was last opened: what a program's death leaves unwritten, the system still writes; what a power cut leaves, nobody. */
import { readFileSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { join } from 'node:path';

export const BOOT = 'last-boot.txt';

/** Seconds by which two clocks' word for the same start may differ. */
const TOLERANCE = 60;

/** A name of the machine's last start: the system's own, or where it has none, the time of it. */
function nameBoot(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return String(Math.round((Date.now() / 1000 - uptime()) / TOLERANCE));
  }
}

function readBoot(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, BOOT), 'utf8');
  } catch {
    return undefined;
  }
}

export function isSameBoot(folder: string): boolean {
  return readBoot(folder) === nameBoot();
}

/** Where it cannot be written, the next start checks what it need not. */
export function keepBoot(folder: string): void {
  if (isSameBoot(folder)) return;
  try {
    writeFileSync(join(folder, BOOT), nameBoot());
  } catch {
    // See above.
  }
}
