/** The one door between the window and its host: hands the bridge over and nothing else. */
import { contextBridge } from 'electron';
import type { Bridge } from '../src-main/contract/bridge.ts';

/** Put in by electron.vite.config.ts: a sandboxed preload can read no file. */
declare const WEIR_VERSION: string;

const bridge: Bridge = { version: WEIR_VERSION };

contextBridge.exposeInMainWorld('weir', bridge);
