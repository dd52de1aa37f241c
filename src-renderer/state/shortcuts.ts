/** Keys that are pressed → the action that they stand for. */
import { actions, type Action } from './actions.svelte.ts';

const IS_MAC = navigator.userAgent.includes('Mac');
/** Milliseconds between the two keys of a sequence. */
const PATIENCE = 1000;

let first = { key: '', at: 0 };

/** As a keyboard has it: '⌘K', 'Ctrl+K'. */
export function writeShortcut(shortcut: string): string {
  const named = shortcut.replace('Mod', IS_MAC ? '⌘' : 'Ctrl').replace('Delete', IS_MAC ? '⌫' : 'Del');
  return IS_MAC ? named.replace('Shift', '⇧').replaceAll('+', '') : named;
}

function isTyping({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement)
    return !['checkbox', 'radio', 'range', 'button'].includes(target.type);
  return target.isContentEditable || ['TEXTAREA', 'SELECT'].includes(target.tagName);
}

function writeChord(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const modifier = event.ctrlKey || event.metaKey ? 'Mod+' : '';
  // A sign that needs Shift is named by itself.
  const shift = event.shiftKey && (modifier !== '' || event.key.length > 1) ? 'Shift+' : '';
  return `${modifier}${shift}${key}`;
}

function findAction(event: KeyboardEvent): Action | undefined {
  const chord = writeChord(event);
  const sequence = event.timeStamp - first.at < PATIENCE ? `${first.key} ${chord}` : chord;
  first = { key: chord, at: event.timeStamp };
  const able = actions.all.filter(({ enabled }) => enabled?.() ?? true);
  return (
    able.find(({ shortcut }) => shortcut === sequence) ?? able.find(({ shortcut }) => shortcut === chord)
  );
}

/** To be given every key that nothing else has taken. */
export function pressKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing || event.altKey) return;
  const hasModifier = event.ctrlKey || event.metaKey;
  // A dialog asks something: nothing behind it may answer.
  if (document.querySelector('dialog:modal') !== null) return;
  if (isTyping(event) && !hasModifier) return;
  const action = findAction(event);
  if (action === undefined) return;
  event.preventDefault();
  action.run();
}
