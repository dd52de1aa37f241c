/** How the desktop app is built: host, preload and page into out/. */
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'electron-vite';
import type { Plugin } from 'vite';
import about from './package.json' with { type: 'json' };

/** The built page takes everything from its own folder. Not while developing: Vite injects styles and talks to its server. */
const contentSecurityPolicy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: {
        'http-equiv': 'Content-Security-Policy',
        content:
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'",
      },
      injectTo: 'head-prepend',
    },
  ],
};

/** For tests in an Electron with Node 20: what it lacks comes before all else. */
const olderNode = process.env.WEIR_OLDER_NODE
  ? `import ${JSON.stringify(new URL('test/e2e/older-node.cjs', import.meta.url).href)};`
  : '';

export default defineConfig({
  main: {
    build: {
      // `using` is lowered: the oldest Electron that it is tested in carries Node 20.
      target: 'node20',
      // Of many small files each: read as one, the window comes up sooner.
      externalizeDeps: { exclude: ['zod', 'yaml'] },
      rolldownOptions: {
        // The worker is a program of its own, beside the host as it is beside its sources.
        input: { main: 'src-main/hosts/electron/main.ts', 'worker/main': 'src-main/runs/worker/main.ts' },
        output: { entryFileNames: '[name].js', banner: olderNode },
      },
    },
  },
  preload: {
    define: { WEIR_VERSION: JSON.stringify(about.version) },
    build: {
      rolldownOptions: {
        input: 'src-preload/preload.ts',
        // A sandboxed preload cannot be an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    plugins: [svelte({ configFile: false }), contentSecurityPolicy],
    build: { minify: true, rolldownOptions: { input: 'src-renderer/index.html' } },
  },
});
