import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/announce.ts',
    // ONNX Runtime keeps native threads of its own: a process per file leaves none behind.
    pool: 'forks',
    testTimeout: 60_000,
  },
});
