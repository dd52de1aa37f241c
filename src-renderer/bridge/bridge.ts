/** The bridge that the host put on the window. */
import type { Bridge } from '../../src-main/contract/bridge.ts';

declare global {
  interface Window {
    readonly weir: Bridge;
  }
}

export const bridge = window.weir;
