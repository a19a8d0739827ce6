import { ending, numbersOf, startClients, startServer } from '../support/harness.mjs';

export default {
  name: 'killed-server',
  title: 'SIGKILL of the server, and restart',
  holdsWhen: 'all clients come back, and each is told of the gap',
  async run({ quick }) {
    const clients = quick ? 200 : 2_000;
    const first = await startServer();
    const load = startClients();
    let second;
    return ending([load, { quit: () => second?.quit() }], async () => {
      await load.ask(`open ${clients} ${first.port} / 30000`);
      await first.ask('publish', { rate: 500, seconds: 1, bytes: 100 });
      await load.ask(`follow 30000 ${numbersOf(await first.ask('numbers'))}`);
      const before = await load.ask('report');
      first.process.kill();
      await load.ask('ends 10000');
      second = await startServer({ port: first.port });
      const back = await load.ask(`resume ${second.port} 60000`);
      await second.ask('publish', { rate: 500, seconds: 1, bytes: 100 });
      // The new process numbers its series anew, which only an announced gap excuses.
      const after = await load.ask('report');
      const gaps = after.gaps - before.gaps;
      const resumed = after.resumed - before.resumed;
      return [
        {
          ok:
            back.ok &&
            back.open === clients &&
            gaps === clients &&
            resumed === 0 &&
            after.malformed === 0,
          figure: `${back.open} of ${clients} clients came back, ${gaps} gaps announced, ${resumed} taken for whole`,
        },
      ];
    });
  },
};
