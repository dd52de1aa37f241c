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
