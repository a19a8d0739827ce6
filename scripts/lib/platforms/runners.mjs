import { fromRoot } from '../paths.mjs';
import { installNodeFor } from './nodes.mjs';
import { oldGlibc } from './old-glibc.mjs';

/**
 * How binaries are run here. `start`: the command of a Node for that system, and variables for it.
 * @type {{ target: string, name: string, start(): Promise<{ command: string[], env?: object }> }[]}
 */
export const runners = [
  {
    target: 'linux-x64',
    name: 'this system',
    start: async () => ({ command: [process.execPath] }),
  },
  {
    target: 'linux-x64',
    name: 'the C library of Debian 11',
    start: async () => ({
      command: [...(await oldGlibc()), await installNodeFor('linux-x64')],
    }),
  },
  {
    target: 'linux-arm64',
    name: 'qemu-user',
    start: async () => ({
      command: [
        'qemu-aarch64-static',
        '-L',
        '/usr/aarch64-linux-gnu',
        await installNodeFor('linux-arm64'),
      ],
    }),
  },
  {
    target: 'win32-x64',
    name: 'Wine',
    start: async () => ({
      command: ['/usr/lib/wine/wine64', await installNodeFor('win32-x64')],
      env: {
        WINEPREFIX: fromRoot('build/platforms/wine'),
        WINEDEBUG: '-all',
        // Wine calls itself an older Windows than Node wants.
        NODE_SKIP_PLATFORM_CHECK: '1',
      },
    }),
  },
];
