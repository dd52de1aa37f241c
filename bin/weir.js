#!/usr/bin/env node
/** The installed command: starts Weir, or says which Node it needs where the one at hand is too old. */
import { faultOfNode } from './required-node.js';

const fault = faultOfNode(process.versions.node);
if (fault === undefined) {
  await import('../out/cli/hosts/cli/main.js');
} else {
  console.error(fault);
  process.exitCode = 1;
}
