import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { CliError } from '../../cli-error.js';
import { type Aliases, createAliases } from './source/aliases.js';
import { type CompilerOptions, readCompilerOptions } from './source/compiler-options.js';
import { isFile, reachable } from './source/reachable.js';
import type { SourceFile } from './source/read-module.js';

/** An installed package, as the application finds it. */
export interface Installed {
  version: string;
  folder: string;
}

/** The application in a folder. The checks look at it through this. */
export interface Application {
  folder: string;
  /** Where `app`, `pages` and the instrumentation file are: the folder, or its `src`. */
  sourceFolder: string;
  /** The suffix of new files: `.ts` where there is a tsconfig.json. */
  suffix: '.ts' | '.js';
  compilerOptions: CompilerOptions;
  aliases: Aliases;
  next: Installed | undefined;
  ssecast: Installed | undefined;
  /** `next.config` and what it imports; empty without one. */
  config: SourceFile[];
  /** A path as a user writes it. */
  show(file: string): string;
}

const kConfigs = ['js', 'mjs', 'ts', 'mts', 'cjs'].map((suffix) => `next.config.${suffix}`);

/** @throws CliError without a package.json */
export async function openApplication(folder: string): Promise<Application> {
  if (!existsSync(path.join(folder, 'package.json'))) {
    throw new CliError(
      `Expected an application with a package.json in ${folder} but found none. Go to the folder of the ` +
        'application, or pass the address of a running route: npx ssecast doctor http://localhost:3000/api/sse',
    );
  }
  const compilerOptions = await readCompilerOptions(folder);
  const aliases = createAliases(folder, compilerOptions);
  const configFile = firstFile(folder, kConfigs);
  const inSource = ['app', 'pages'].some((name) => existsSync(path.join(folder, name)));
  const source = path.join(folder, 'src');
  return {
    folder,
    sourceFolder: !inSource && existsSync(source) ? source : folder,
    suffix: existsSync(path.join(folder, 'tsconfig.json')) ? '.ts' : '.js',
    compilerOptions,
    aliases,
    next: installed(folder, 'next'),
    ssecast: installed(folder, 'ssecast'),
    config: configFile === undefined ? [] : await reachable(configFile, aliases),
    show: (file) => path.relative(folder, file) || '.',
  };
}

/** The first of these names that is a file of the folder. */
export function firstFile(folder: string, names: readonly string[]): string | undefined {
  return names.map((name) => path.join(folder, name)).find(isFile);
}

/** A field of the configuration, where it is a literal. */
export function configField({ config }: Application, name: string): unknown {
  return config.find(({ fields }) => fields.has(name))?.fields.get(name);
}

function installed(folder: string, name: string): Installed | undefined {
  try {
    const require = createRequire(path.join(folder, 'package.json'));
    const file = require.resolve(`${name}/package.json`);
    return {
      version: String(JSON.parse(readFileSync(file, 'utf8')).version),
      folder: path.dirname(file),
    };
  } catch {
    return undefined;
  }
}
