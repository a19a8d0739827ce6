import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** Finds a program as a shell would, without starting one. */
export function which(name) {
  return (process.env.PATH ?? '')
    .split(path.delimiter)
    .map((folder) => path.join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
