/** An app of apps.mjs behind one of Next's servers, on a free port. */
import { answering, freePort, startProgram } from './process.mjs';
import { ask, openReader, post } from './reader.mjs';

const commands = {
  'next start': ({ program, app }) => ({ args: [program, 'start'], cwd: app }),
  standalone: ({ moved }) => ({ args: ['server.js'], cwd: moved }),
  'next dev': ({ program, app }, flags) => ({ args: [program, 'dev', ...flags], cwd: app }),
};

/** `installed`: of apps.mjs, with `moved` for the standalone server. */
export async function startNext(
  server,
  installed,
  { port, flags = [], options = {}, env = {} } = {},
) {
  const at = port ?? (await freePort());
  const { args, cwd } = commands[server](installed, flags);
  const isDev = server === 'next dev';
  const program = startProgram(process.execPath, args, {
    cwd,
    group: isDev,
    env: {
      NODE_ENV: isDev ? 'development' : 'production',
      NODE_OPTIONS: '',
      NEXT_TELEMETRY_DISABLED: '1',
      PORT: String(at),
      HOSTNAME: '127.0.0.1',
      SSECAST_OPTIONS: JSON.stringify(options),
      ...env,
    },
  });
  const stats = async () => (await ask({ port: at, path: '/api/world' })).json();
  // Next listens before it has run `register`: the first answer says that it has.
  await answering(program, server, async () => (await stats()).clients !== undefined);
  return {
    port: at,
    program,
    stats,
    open: (options = {}) => openReader({ port: at, ...options }),
    page: () => ask({ port: at, path: '/' }),
    publish: (name, data, target) => post({ port: at, path: '/api/world' }, { name, data, target }),
    end: (signal) => program.end(signal),
  };
}
