/** Opens the library in argv[2] and carries out the command in argv[3] on the request in argv[4], once it has said that it begins. */
import { createApp } from '../../../src-main/app/app.ts';
import { createLaunch } from '../../../src-main/runs/launch.ts';

const [, , folder = '', command = '', request = '{}'] = process.argv;
const app = createApp({ folder, launch: createLaunch(), notify: () => undefined });
process.stdout.write('begin\n');
try {
  // Any command with its own request, of which the compiler cannot know.
  await app.call(command as 'devices', JSON.parse(request) as Record<string, never>);
} finally {
  await app.close();
}
