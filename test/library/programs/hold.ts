/** Has the library in argv[2] open until its stdin ends; says so in a line. */
import { Library } from '../../../src-main/library/library.ts';
import { listItems } from '../../../src-main/library/listing.ts';

const library = Library.open(process.argv[2] ?? '');
listItems(library, 'run', {});
process.stdout.write('open\n');
process.stdin.resume().on('end', () => {
  library.close();
});
