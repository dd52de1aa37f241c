/** The name of a task: that of its output folder, and of its column in tables of scores. */
import { z } from 'zod';

/** Names a folder on every system, and cannot lead out of its own. */
export const TASK_NAME = z
  .string()
  .max(100)
  .regex(/^(?!\.)[^/\\:*?"<>|\p{Cc}]*[^/\\:*?"<>|\p{Cc}. ]$/u, 'a name that a folder can have')
  .regex(/^(?!(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$))/iu, 'a name that a folder can have on every system')
  .regex(
    /^(?!(?:plan\.json|recipe\.yaml|scores\.json)$|.*\.partial)/iu,
    'a name that no file of the output has',
  );

/** Tasks for models that are known by their paths alone: each path's last part, changed as far as it must be. */
export function nameTasks(paths: readonly string[]): string[] {
  // Some disks take upper and lower case for the same.
  const taken = new Set<string>();
  return paths.map((path) => {
    const name = nameTask(path);
    let free = name;
    for (let number = 2; taken.has(free.toLowerCase()); number++) free = `${name}-${number}`;
    taken.add(free.toLowerCase());
    return free;
  });
}

function nameTask(path: string): string {
  const last = path.split(/[/\\]/).findLast((part) => !/^\.{0,2}$/.test(part)) ?? '';
  const plain = last
    .replace(/[:*?"<>|\p{Cc}]+/gu, '-')
    .replace(/\.partial/gi, '-partial')
    .slice(0, 90)
    .toWellFormed()
    .replace(/^\.+|[. ]+$/g, '');
  if (plain === '') return 'model';
  return TASK_NAME.safeParse(plain).success ? plain : `model-${plain}`;
}
