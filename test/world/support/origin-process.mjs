import { LineProcess } from '../../../bench/harness/line-process.mjs';
import { fromRoot } from '../../../scripts/lib/paths.mjs';

/** Starts origin.mjs, listening. `around`: a program and its arguments that node is started by. */
export async function startOrigin(options = {}, { around = [], env = {} } = {}) {
  const command = [
    ...around,
    process.execPath,
    fromRoot('test/world/support/origin.mjs'),
    JSON.stringify(options),
  ];
  const server = new LineProcess('the server', command[0], command.slice(1), {
    env: { ...process.env, ...env },
  });
  const { port } = await server.next(60);
  return {
    port,
    pid: server.pid,
    process: server,
    ask: (name, argument) =>
      server.ask(argument === undefined ? name : `${name} ${JSON.stringify(argument)}`),
    quit: () => server.quit(),
  };
}
