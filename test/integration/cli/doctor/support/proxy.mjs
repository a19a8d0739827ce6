/**
 * A proxy in front of a port, configured well or wrongly, by its name below. Prints its own port, and ends
 * when its input does.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { neighbour, unpackNeighbours } from '../../../../../scripts/lib/neighbours.mjs';
import { answering, freePort, startProgram } from '../../../../world/support/process.mjs';
import { sample } from '../../../../world/support/proxies.mjs';
import { ask } from '../../../../world/support/reader.mjs';

const [name, origin] = process.argv.slice(2);
await unpackNeighbours();
const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-doctor-'));
const port = await freePort();

const plain = `server {
  listen 127.0.0.1:${port};
  location / { proxy_pass http://127.0.0.1:${origin}; LINES }
}`;
const nginx = (server) => ['nginx', nginxConfig(server), ['-p', folder, '-e', 'stderr', '-c']];
const haproxy = (config) => ['haproxy', `global\n    maxconn 100\n${config}`, ['-db', '-f']];

const proxies = {
  'nginx of the docs': () => nginx(sample('nginx', { port, origin })),
  'nginx with its defaults': () => nginx(plain.replace('LINES', '')),
  'nginx that ignores X-Accel-Buffering': () =>
    nginx(plain.replace('LINES', 'proxy_ignore_headers X-Accel-Buffering;')),
  'nginx with gzip': () =>
    nginx(
      plain.replace(
        'LINES',
        'gzip on; gzip_proxied any; gzip_min_length 0; gzip_types text/event-stream;',
      ),
    ),
  'haproxy of the docs': () => haproxy(sample('haproxy', { port, origin })),
  'haproxy without http-no-delay': () =>
    haproxy(sample('haproxy', { port, origin }).replace('    option http-no-delay\n', '')),
};

function nginxConfig(server) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return [
    process.getuid?.() === 0 ? 'user root;' : '',
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr warn;`,
    'events { worker_connections 64; }',
    'http { access_log off;',
    ...temporary.map((each) => `${each}_temp_path ${folder}/${each};`),
    `${server} }`,
  ].join('\n');
}

const [program, config, args] = proxies[name]();
const file = path.join(folder, 'proxy.conf');
writeFileSync(file, config);
const { command, env } = neighbour(program);
const running = startProgram(command, [...args, file], { cwd: folder, env, group: true });
const answers = async () => (await ask({ port, path: '/alive' })).status === 204;
await answering(running, name, answers, 30);
console.log(JSON.stringify({ port }));
process.stdin.resume().once('end', async () => {
  await running.end();
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});
