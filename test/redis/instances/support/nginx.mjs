/** nginx in front of the ports that it is given, with the configuration of docs/proxies.md. Prints its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unpackNeighbours } from '../../../../scripts/lib/neighbours.mjs';
import { proxies, startProxy } from '../../../world/support/proxies.mjs';

const ports = JSON.parse(process.argv[2]);
await unpackNeighbours();
const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-nginx-'));
const [pool] = proxies;
const proxy = await startProxy(pool, ports, folder);
console.log(JSON.stringify({ port: proxy.port }));
process.stdin.resume().once('end', async () => {
  await proxy.end();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
