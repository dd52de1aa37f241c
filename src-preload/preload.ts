/** The one door between the window and its host: hands the bridge over and nothing else. */
import { contextBridge, ipcRenderer, webUtils } from 'electron';
import type { Answer, Bridge } from '../src-main/contract/bridge.ts';
import type { HostEvent } from '../src-main/contract/events.ts';

/** Put in by electron.vite.config.ts: a sandboxed preload can read no file. */
declare const WEIR_VERSION: string;

const bridge: Bridge = {
  version: WEIR_VERSION,
  capabilities: ['choose-paths', 'dropped-paths', 'reveal', 'notify'],
  call: (command, request) => ipcRenderer.invoke('call', command, request) as Promise<Answer<never>>,
  on: (listener) => {
    const hear = (_event: unknown, event: HostEvent): void => {
      listener(event);
    };
    ipcRenderer.on('event', hear);
    return () => void ipcRenderer.off('event', hear);
  },
  pathOf: (file) => (file instanceof File ? webUtils.getPathForFile(file) : ''),
};

contextBridge.exposeInMainWorld('weir', bridge);
