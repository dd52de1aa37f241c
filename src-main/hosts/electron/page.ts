/** The one page that windows show, and who may speak in its name. */
import { fileURLToPath } from 'node:url';

// electron-vite bundles the host to out/main and serves the page from memory while developing.
export const PAGE =
  process.env.ELECTRON_RENDERER_URL ?? new URL('../renderer/index.html', import.meta.url).href;
export const PRELOAD = fileURLToPath(new URL('../preload/preload.cjs', import.meta.url));

/** Whether an address is the page's own, at whichever of its places. */
export function isPage(url: string | undefined): boolean {
  return url?.split('#')[0] === PAGE || url?.split('#')[0] === `${PAGE}/`;
}
