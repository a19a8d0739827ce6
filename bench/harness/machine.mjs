import { readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { nextApp } from './paths.mjs';

/** The version of a package that is installed in a folder. */
export function installed(packageName, directory) {
  try {
    return JSON.parse(readFileSync(`${directory}/node_modules/${packageName}/package.json`))
      .version;
  } catch {
    return null; // the run left this peer out
  }
}

/** What a reader needs to place the numbers; nothing that names the machine. */
export function describeMachine(benchDirectory) {
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0].model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    kernel: release().replace(/-.*/, ''),
    node: process.version,
    next: installed('next', nextApp),
    betterSse: installed('better-sse', benchDirectory),
  };
}
