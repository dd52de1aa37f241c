/** Moves the library in argv[2] to argv[3]; ends with 1 and the sentence where that fails. */
import { asWeirError } from '../../../src-main/contract/error.ts';
import { relocateLibrary } from '../../../src-main/library/relocation.ts';

const [, , from = '', to = ''] = process.argv;
try {
  await relocateLibrary(from, to, () => undefined);
} catch (error) {
  const { code, message } = asWeirError(error);
  process.stderr.write(`${code}: ${message}\n`);
  process.exitCode = 1;
}
