/** What this program takes of the machine. */
import type { Usage } from '../../contract/library.ts';

/** Gives, at each call, the memory that it has resident and the cores that it kept busy since the call before. */
export function createUsage(): () => Usage {
  let [before, at] = [process.cpuUsage(), performance.now()];
  return () => {
    const { user, system } = process.cpuUsage(before);
    const passed = (performance.now() - at) * 1000;
    [before, at] = [process.cpuUsage(), performance.now()];
    return { memory: process.memoryUsage.rss(), cores: passed > 0 ? (user + system) / passed : 0 };
  };
}
