import { type Command, Option } from 'commander';
import { parseAddress } from '../request/address.js';
import { headerOption, tokenOption } from '../request/headers.js';
import { collect, seconds, wholeNumber } from '../request/numbers.js';
import type { BenchOptions } from './options.js';

/** As `kMaxClients` of src/load/options.hpp. */
const mostClients = 100_000;

const examples = `
Examples:
  npx ssecast bench http://localhost:3000/api/sse --clients 1000
  npx ssecast bench http://localhost:3000/api/sse --header "Cookie: user={client}" --duration 60
  npx ssecast bench http://localhost:3000/api/sse --json > result.json

{client} in the address, in a header or in the token becomes the number of the client. bench only
receives: publish events meanwhile. Exit code 1: something was lost, refused or broken off.`;

/** `npx ssecast bench <url>`: many clients, and what they receive. */
export function addBench(program: Command): void {
  program
    .command('bench')
    .description('open many clients of a stream, and measure and compare what they receive')
    .argument('<url>', 'the address of the stream, with http:', parseAddress)
    .option('-n, --clients <number>', 'clients to open', wholeNumber(1, mostClients), 100)
    .option('--ramp <number>', 'connections to begin in a second', wholeNumber(1, 1e6), 500)
    .addOption(
      new Option('--duration <seconds>', 'seconds to measure once all are open')
        .argParser(seconds(86_400))
        .default(10_000, '10'),
    )
    .option('-c, --channel <name>', 'read this channel, too; repeatable', collect)
    .addOption(headerOption())
    .addOption(tokenOption())
    .option('--last-event-id <id>', 'begin after this event')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', examples)
    .action(async (url: URL, options: BenchOptions) => {
      // The addon is loaded where it is needed: `--help` works without one.
      const { bench } = await import('./bench.js');
      process.exitCode = await bench(url, options);
    });
}
