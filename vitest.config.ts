import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // `npm run e2e`: they need what was built, a browser and a display.
    exclude: ['test/e2e/**'],
    globalSetup: 'test/announce.ts',
    // ONNX Runtime keeps native threads of its own: a process per file leaves none behind.
    pool: 'forks',
    // No test may touch the library of the person who runs it.
    env: { WEIR_LIBRARY: join(tmpdir(), `weir-test-library-${process.pid}`) },
    testTimeout: 60_000,
  },
});
