import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package's folder: the repository, or `node_modules/ssecast` of an application. */
export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

export const fromRoot = (...parts) => path.join(root, ...parts);
