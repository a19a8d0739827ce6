import { createInterface } from 'node:readline';

/**
 * The other side of `LineProcess`: obeys the parent. Each line of the standard input is the name of a
 * command, followed by its argument as JSON if it has one; each is answered with one line of JSON.
 * `quit`, and the end of the input, end the process.
 * @param commands functions by their names; each returns, or resolves to, its answer
 * @param close is called before the process ends on `quit`
 */
export function obey(commands, close = () => undefined) {
  const input = createInterface({ input: process.stdin });
  input.on('line', async (line) => {
    if (line === 'quit') {
      close();
      process.exit(0);
    }
    const space = line.indexOf(' ');
    const name = space < 0 ? line : line.slice(0, space);
    try {
      const answer = await commands[name](space < 0 ? {} : JSON.parse(line.slice(space)));
      console.log(JSON.stringify(answer));
    } catch (error) {
      console.log(JSON.stringify({ error: String(error?.stack ?? error) }));
    }
  });
  // Without a parent there is nothing left to do.
  input.on('close', () => process.exit(0));
}

/** An HTTP server that listens, prints `{ port }`, and then obeys its parent. */
export function serveCommands(server, commands, { port = 0, close }) {
  server.listen({ port, host: '127.0.0.1', backlog: 4096 }, () => {
    console.log(JSON.stringify({ port: server.address().port }));
  });
  obey(commands, close);
}
