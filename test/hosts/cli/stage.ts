/** A world for the command line in which a test sees all that is printed and presses Ctrl-C itself. */
import { EventEmitter } from 'node:events';
import { Writable } from 'node:stream';
import { WriteStream } from 'node:tty';
import { createApp } from '../../../src-main/app/app.ts';
import { HANDLERS, type Handlers } from '../../../src-main/app/handlers.ts';
import { createLaunch } from '../../../src-main/runs/launch.ts';
import { runCli } from '../../../src-main/hosts/cli/cli.ts';
import type { SignalSource } from '../../../src-main/hosts/cli/interruption.ts';

export interface Stage {
  readonly signals: EventEmitter & SignalSource;
  /** Codes of the exits that were not waited for. */
  readonly exits: readonly number[];
  readonly stdout: Screen;
  readonly stderr: Screen;
  /** Runs a command line to its exit code. */
  readonly run: (...argv: string[]) => Promise<number>;
}

export class Screen extends Writable {
  text = '';
  readonly isTTY: boolean;

  constructor(isTTY: boolean) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
  }

  /** A terminal's own, asked about NO_COLOR alone: CI, TMUX and others that tests may run under count too. */
  getColorDepth(): number {
    const { NO_COLOR } = process.env;
    return WriteStream.prototype.getColorDepth.call(this, { TERM: 'xterm', NO_COLOR });
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.text += chunk;
    done();
  }
}

/** `handlers` stand in for Weir's own. Nothing can be kept in a library that is nowhere. */
export function setStage(
  handlers: Partial<Handlers> = {},
  { terminal = false, library = '/nowhere/library', folder = '/home/ada' } = {},
): Stage {
  const exits: number[] = [];
  const signals = new EventEmitter();
  const stdout = new Screen(terminal);
  const stderr = new Screen(terminal);
  const notify = (sentence: string): void => void stderr.write(`weir: ${sentence}\n`);
  const parts = { folder: library, launch: createLaunch(), notify };
  const app = () => createApp(parts, { ...HANDLERS, ...handlers });
  const exit = (code: number): void => void exits.push(code);
  const run = (...argv: string[]) => runCli(argv, { app, stdout, stderr, signals, exit, folder });
  return { signals, exits, stdout, stderr, run };
}
