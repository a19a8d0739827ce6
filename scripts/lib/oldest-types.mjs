import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { npm } from './npm.mjs';
import { fromRoot } from './paths.mjs';
import { Failure, run, say } from './run.mjs';

/** The oldest TypeScript that apps may have. Not a dependency: its `tsc` would take the place of ours. */
const version = '5.4.5';

/** @returns the folder of its package */
async function install() {
  const folder = fromRoot('build/typescript', version);
  const typescript = path.join(folder, 'node_modules/typescript');
  if (!existsSync(typescript)) {
    say(`installing TypeScript ${version}`);
    mkdirSync(folder, { recursive: true });
    await npm(['install', '--prefix', folder, '--no-save', `typescript@${version}`]);
  }
  return typescript;
}

/** An app that has the package, as the oldest and the newest TypeScript compile it. */
export async function consumerTypes() {
  const compilers = [await install(), fromRoot('node_modules/typescript')];
  for (const compiler of compilers) {
    for (const name of ['tsconfig.json', 'tsconfig.bundler.json']) {
      const config = fromRoot('test/types/consumer', name);
      await run(process.execPath, [path.join(compiler, 'bin/tsc'), '-p', config]);
    }
  }
}

/** What an editor shows over the names of test/types/hover: the newest TypeScript cannot be asked. */
export async function hovers() {
  const ts = createRequire(import.meta.url)(await install());
  const file = fromRoot('test/types/hover/shown.tsx');
  const { config } = ts.readConfigFile(fromRoot('tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, fromRoot('.'));
  const lib = ['lib.es2022.d.ts', 'lib.dom.d.ts'];
  const program = ts.createProgram([file], { ...options, lib });
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const lines = readFileSync(file, 'utf8').split('\n');
  const wrong = [];
  let count = 0;
  for (const [index, line] of lines.entries()) {
    const [, name, expected] = /^\s*\/\/ hover (\w+): (.*)$/.exec(line) ?? [];
    if (name === undefined) continue;
    count += 1;
    const from = source.getPositionOfLineAndCharacter(index + 1, 0);
    const to = from + lines[index + 1].length;
    const shown = identifiersIn(ts, source, name, from, to).map((node) =>
      checker.typeToString(checker.getTypeAtLocation(node)),
    );
    if (!shown.includes(expected)) wrong.push(`${name}: expected ${expected} but it is ${shown}`);
  }
  if (count === 0) throw new Failure(`Expected comments like "// hover name: type" in ${file}.`);
  if (wrong.length > 0) throw new Failure(wrong.join('\n'));
}

/** The identifiers of that name between two positions. */
function identifiersIn(ts, source, name, from, to) {
  const found = [];
  const visit = (node) => {
    const start = node.getStart(source);
    if (ts.isIdentifier(node) && node.text === name && start >= from && start < to)
      found.push(node);
    node.forEachChild(visit);
  };
  visit(source);
  return found;
}
