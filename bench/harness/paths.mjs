import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const bench = fileURLToPath(new URL('..', import.meta.url));
export const nextApp = `${bench}next-app`;
export const output = `${root}build/bench`;
export const binary = (name) => `${output}/cmake/bench_${name}`;
