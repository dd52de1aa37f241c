/** Opens the library in argv[2] and writes to it argv[4] times under the name argv[3]: runs, and tags of one shared item. */
import { Library } from '../../../src-main/library/library.ts';
import { addTags } from '../../../src-main/library/items.ts';
import { addRun, claimNext, endRun } from '../../../src-main/library/runs.ts';

const [, , folder = '', name = '', times = '0'] = process.argv;
const library = Library.open(folder);
for (let at = 0; at < Number(times); at++) {
  const run = addRun(library, { command: 'score', name: `${name}-${at}`, input: { at }, owner: name });
  addTags(library, 1, [`${name}-${at}`]);
  library.write(() => {
    library.db.prepare("UPDATE setting SET value = value + 1 WHERE key = 'count'").run();
  });
  const claimed = claimNext(library, name, 'compute');
  if (claimed) endRun(library, claimed.id, name, 'done', { result: run.id });
}
library.close();
