/** Which Node Weir needs, as package.json says it, in words that also a Node too old for it can run. */
import { readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const { engines } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

/** What is wrong with a Node of this version ("20.20.2"), in one sentence; nothing where it will do. */
export function faultOfNode(version) {
  const [major, minor] = version.split('.').map(Number);
  const [needMajor, needMinor] = engines.node.replace('>=', '').split('.').map(Number);
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return undefined;
  return `Weir needs Node ${needMajor}.${needMinor} or later; this is Node ${version}.`;
}
