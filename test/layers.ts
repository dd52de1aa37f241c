/** The rules of the architecture: tables of who may import what, and a checker over a tree of files. */
import path from 'node:path';
import ts from 'typescript';

/** What a folder may import beside itself; `type …`: its types only. The longest folder that holds a file is the file's. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  'src-main/contract': [],
  'src-main/core': ['src-main/contract'],
  'src-main/engine': ['src-main/contract', 'src-main/core'],
  'src-main/library': ['src-main/contract', 'type src-main/core'],
  'src-main/runs': ['src-main/contract', 'src-main/library'],
  'src-main/runs/worker': ['src-main/contract', 'src-main/core', 'src-main/engine', 'type src-main/runs'],
  'src-main/app': ['src-main/contract', 'src-main/core', 'src-main/library', 'src-main/runs'],
  'src-main/hosts/cli': ['src-main/contract', 'src-main/app', 'src-main/hosts/web'],
  'src-main/hosts/electron': ['src-main/contract', 'src-main/app'],
  'src-main/hosts/web': ['src-main/contract', 'src-main/app'],
  'src-preload': ['src-main/contract'],
  'src-renderer': ['src-main/contract', 'resources'],
  resources: [],
};

const PURE = [
  'node:buffer',
  'node:crypto',
  'node:os',
  'node:path',
  'node:stream',
  'node:stream/promises',
  'node:url',
  'node:util',
  'node:zlib',
];
const FILES = [...PURE, 'node:fs', 'node:fs/promises', 'node:readline'];

/** Which packages a folder may import; `node:*`: every built-in of Node. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  'src-main/contract': ['zod'],
  'src-main/core': PURE,
  'src-main/core/dataset': [...FILES, 'csv-parse', 'hyparquet', 'hyparquet-compressors'],
  'src-main/core/encoder': [...PURE, 'zod'],
  'src-main/core/files': FILES,
  'src-main/core/fisher': PURE,
  'src-main/core/graph': [...PURE, 'protobufjs'],
  'src-main/core/merge': [...PURE, 'yaml', 'zod'],
  'src-main/core/safetensors': FILES,
  'src-main/core/search': [...PURE, 'ml-matrix'],
  'src-main/core/statistics': [...PURE, 'zod'],
  'src-main/core/sweep': [...PURE, 'zod'],
  'src-main/core/task': PURE,
  'src-main/core/torch': FILES,
  'src-main/core/weights': FILES,
  'src-main/core/tokenizer': [...PURE, '@huggingface/tokenizers'],
  'src-main/engine': ['node:*', 'onnxruntime-node'],
  'src-main/library': ['node:*', 'better-sqlite3'],
  'src-main/runs': ['node:*'],
  'src-main/app': ['node:*'],
  'src-main/hosts/cli': ['node:*', 'commander'],
  'src-main/hosts/electron': ['node:*', 'electron'],
  'src-main/hosts/web': ['node:*', 'ws'],
  'src-preload': ['electron'],
  'src-renderer': ['svelte', '@lucide/svelte'],
};

const EMPTY_WORDS = /\b(manager|service|helper|util|data|process|job)(e?s)?\b/;
const MOST_LINES = 300;

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

function findRow(table: Readonly<Record<string, readonly string[]>>, file: string): string | undefined {
  const holders = Object.keys(table).filter((folder) => file.startsWith(`${folder}/`));
  return holders.sort((a, b) => b.length - a.length)[0];
}

function parseFile(file: string, text: string): ts.SourceFile {
  const scripts = [...text.matchAll(/<script[^>]*>(.*?)<\/script>/gs)].map((match) => match[1]);
  return ts.createSourceFile(
    file,
    file.endsWith('.svelte') ? scripts.join('\n') : text,
    ts.ScriptTarget.Latest,
  );
}

function findImports(root: ts.Node): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      // `import { type A }` does not count: the file it names is loaded all the same.
      const typeOnly = ts.isExportDeclaration(node)
        ? node.isTypeOnly
        : node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      found.push({ from: (node.moduleSpecifier as ts.StringLiteral).text, typeOnly });
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [from] = node.arguments;
      found.push({ from: from && ts.isStringLiteralLike(from) ? from.text : '(computed)', typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}

/** The file that a relative import means. */
function resolveImport(file: string, from: string): string {
  return path.posix.join(path.posix.dirname(file), from.replace(/\?.*/, ''));
}

function isAllowed(file: string, { from, typeOnly }: Import): boolean {
  if (!from.startsWith('.')) {
    const name = from.startsWith('node:') ? from : from.split('/', from.startsWith('@') ? 2 : 1).join('/');
    const packages = PACKAGES[findRow(PACKAGES, file) ?? ''] ?? [];
    return packages.includes(name) || (name.startsWith('node:') && packages.includes('node:*'));
  }
  const own = findRow(FOLDERS, file) ?? '';
  const other = findRow(FOLDERS, resolveImport(file, from));
  if (other === undefined) return false;
  const folders = FOLDERS[own] ?? [];
  return other === own || folders.includes(other) || (typeOnly && folders.includes(`type ${other}`));
}

function findCycles(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const finished = new Set<string>();
  const cycles: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file)) {
      cycles.push(`${[...trail.slice(trail.indexOf(file)), file].join(' → ')} is a cycle.`);
    } else if (!finished.has(file)) {
      for (const next of imports.get(file) ?? []) visit(next, [...trail, file]);
      finished.add(file);
    }
  };
  for (const file of imports.keys()) visit(file, []);
  return cycles;
}

function findFaultsOfForm(file: string, text: string, source: ts.SourceFile): string[] {
  const opening = /^(?:#!.*\n)?(?:\/\*\*\s(.*?)\*\/|<!-- @component\s(.*?)-->)/s.exec(text);
  const said = opening?.[1] ?? opening?.[2] ?? '';
  const lines = text.split('\n').length - 1;
  const faults: Readonly<Record<string, boolean>> = {
    'does not open with a sentence that says what it is': !/\w.*\./s.test(said),
    [`has ${lines} lines, more than ${MOST_LINES}, and is no table`]:
      lines > MOST_LINES && !/\btables?\b/i.test(said),
    'is a barrel: it only hands on what others export':
      source.statements.some(ts.isExportDeclaration) &&
      source.statements.every(
        (statement) => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement),
      ),
    'has an empty word in its name': EMPTY_WORDS.test(file),
    'is not named in kebab-case': !/^[a-z0-9-]+(\.svelte)?\.(ts|svelte)$/.test(path.posix.basename(file)),
  };
  return Object.keys(faults)
    .filter((fault) => faults[fault])
    .map((fault) => `${file} ${fault}.`);
}

/** Every breach of the rules in a tree of files (path from the root → text), a sentence each. */
export function findFaults(files: ReadonlyMap<string, string>): string[] {
  const faults: string[] = [];
  const imports = new Map<string, string[]>();
  for (const [file, text] of files) {
    const source = parseFile(file, text);
    const found = findImports(source);
    faults.push(...findFaultsOfForm(file, text, source));
    for (const one of found) if (!isAllowed(file, one)) faults.push(`${file} may not import '${one.from}'.`);
    imports.set(
      file,
      found.filter(({ from }) => from.startsWith('.')).map(({ from }) => resolveImport(file, from)),
    );
  }
  return [...faults, ...findCycles(imports)];
}
