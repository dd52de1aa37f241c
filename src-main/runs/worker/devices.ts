/** Tells what this machine can compute on. */
import type { DeviceRecord } from '../../contract/records.ts';
import { probeDevices } from '../../engine/devices.ts';

export function runDevices(): Promise<readonly DeviceRecord[]> {
  return probeDevices();
}
