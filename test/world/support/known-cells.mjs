/** Cells of earlier runs in a folder that is kept, so that the matrix can be run piece by piece. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { digest } from '../../../scripts/lib/stamp.mjs';
import { kServers, managers, versions } from './cells.mjs';

const fileIn = (folder) => path.join(folder, 'cells.json');

/** Those of the same package; of another one they say nothing. */
export function cellsBefore(folder, tarball) {
  const file = fileIn(folder);
  if (!existsSync(file)) return [];
  const { of, cells } = JSON.parse(readFileSync(file, 'utf8'));
  return of === digest([tarball]) ? cells : [];
}

export function keepCells(folder, tarball, cells) {
  writeFileSync(fileIn(folder), JSON.stringify({ of: digest([tarball]), cells }));
}

const place = ({ version, bundler, manager, server }) =>
  [
    versions.findIndex(({ name }) => name === version.name),
    managers.indexOf(manager),
    bundler,
    kServers.indexOf(server),
  ].join(' ');

/** What is new takes the place of what was known; in the order of the versions. */
export function merged(known, cells) {
  const all = new Map([...known, ...cells].map((cell) => [place(cell), cell]));
  return [...all]
    .sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true }))
    .map(([, cell]) => cell);
}
