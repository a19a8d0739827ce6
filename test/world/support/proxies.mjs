/** Proxies with the configurations of docs/proxies.md, on free ports, as programs in the foreground. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { neighbour, neighbourFile } from '../../../scripts/lib/neighbours.mjs';
import { fromRoot } from '../../../scripts/lib/paths.mjs';
import { answering, freePort, startProgram } from './process.mjs';
import { ask } from './reader.mjs';

const page = readFileSync(fromRoot('docs/proxies.md'), 'utf8');

/** The block of that language, for these ports. */
export function sample(language, { port, origin }) {
  const block = page.match(new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``))?.[1];
  if (block === undefined) throw new Error(`docs/proxies.md has no configuration of ${language}`);
  return block
    .replace(/^( *server )127\.0\.0\.1:3000;\n/gm, (_, server) => serversOf(server, origin))
    .replaceAll('127.0.0.1:3000', `127.0.0.1:${origin}`)
    .replace(/(listen |Listen |bind :|^:)8080/m, (_, word) => listenAt(word, port));
}

/** Several instances, as the page says of nginx. */
const serversOf = (server, origin) =>
  [origin]
    .flat()
    .map((port, _, all) => `${server}127.0.0.1:${port}${all.length > 1 ? ' max_fails=0' : ''};\n`)
    .join('');

const listenAt = (word, port) =>
  ({ 'bind :': `bind 127.0.0.1:${port}`, ':': `http://127.0.0.1:${port}` })[word] ??
  `${word}127.0.0.1:${port}`;

function put(text, before, what) {
  if (!text.includes(before)) throw new Error(`docs/proxies.md no longer has: ${before}`);
  return text.replace(before, what);
}

const isRoot = process.getuid?.() === 0;

function nginxConfig(server, folder) {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join('\n');
  return `${isRoot ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/pid;
error_log stderr warn;
events { worker_connections 4096; }
http {
access_log off;
${temporary}
gzip on; gzip_proxied any; gzip_min_length 0; gzip_types text/event-stream;
${server}
}`;
}

const startNginx = (name, config) => ({
  name,
  start(ports, folder) {
    const file = path.join(folder, 'nginx.conf');
    writeFileSync(file, nginxConfig(config(ports), folder));
    return ['nginx', ['-p', folder, '-e', 'stderr', '-c', file]];
  },
});

export const proxies = [
  startNginx('nginx with a pool', (ports) => sample('nginx', ports)),
  // The default of Debian's nginx: HTTP/1.0, and a connection for each request.
  startNginx(
    'nginx, HTTP/1.0',
    ({ port, origin }) =>
      `server { listen 127.0.0.1:${port}; location / { proxy_pass http://127.0.0.1:${origin}; } }`,
  ),
  {
    name: 'haproxy',
    start(ports, folder) {
      const gzip =
        'filter compression\n    compression algo gzip\n    compression type text/event-stream';
      const reuse = 'http-reuse always';
      const config = put(sample('haproxy', ports), reuse, `${reuse}\n    ${gzip}`);
      const file = path.join(folder, 'haproxy.cfg');
      writeFileSync(file, `global\n    maxconn 4096\n${config}`);
      return ['haproxy', ['-db', '-f', file]];
    },
  },
  {
    name: 'Caddy',
    start(ports, folder) {
      const site = put(
        sample('caddyfile', ports),
        'reverse_proxy',
        'encode gzip\n    reverse_proxy',
      );
      const file = path.join(folder, 'Caddyfile');
      writeFileSync(file, `{\n    admin off\n}\n${site}`);
      return ['Caddy', ['run', '--adapter', 'caddyfile', '--config', file]];
    },
  },
  {
    name: 'Apache',
    start(ports, folder) {
      const modules = ['mpm_event', 'authz_core', 'proxy', 'proxy_http', 'filter', 'deflate'].map(
        (name) => `LoadModule ${name}_module ${neighbourFile('apache2/modules', `mod_${name}.so`)}`,
      );
      const file = path.join(folder, 'apache.conf');
      const own = [
        `ServerRoot ${folder}`,
        'ServerName 127.0.0.1',
        `PidFile ${folder}/pid`,
        `ErrorLog ${folder}/error.log`,
        `DefaultRuntimeDir ${folder}`,
        'Mutex posixsem',
        // One process, with room for every stream.
        'ServerLimit 1',
        'StartServers 1',
        'ThreadLimit 256',
        'ThreadsPerChild 256',
        'MaxRequestWorkers 256',
        ...(isRoot ? ['User www-data', 'Group www-data'] : []),
        'AddOutputFilterByType DEFLATE text/event-stream',
      ];
      writeFileSync(file, [...modules, ...own, sample('apache', ports)].join('\n'));
      return ['Apache', ['-DFOREGROUND', '-f', file]];
    },
  },
];

/** Starts the proxy in front of `origin`, a port; nginx also before several. @returns `{ port, end }` */
export async function startProxy(proxy, origin, parent) {
  const port = await freePort();
  const folder = path.join(parent, `${port}`);
  mkdirSync(folder, { recursive: true });
  const [name, args] = proxy.start({ port, origin }, folder);
  const { command, env } = neighbour(name);
  const home = { XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder, HOME: folder };
  const program = startProgram(command, args, {
    cwd: folder,
    env: { ...env, ...home },
    group: true,
  });
  const answers = async () => (await ask({ port, path: '/alive' })).headers['x-origin'] === '1';
  await answering(program, proxy.name, answers, 30);
  return { port, end: () => program.end(), output: program.output };
}
