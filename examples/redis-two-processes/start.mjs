/**
 * Redis, two instances of examples/next-app, and nginx in front of them. Ctrl+C ends all four.
 *
 * PORT: the port of nginx, 3000 by default; 0: a free one.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { nginxConfig } from './nginx-config.mjs';
import { end, endAll, freePort, start, until } from './programs.mjs';

const app = fileURLToPath(new URL('../next-app', import.meta.url));
const next = path.join(app, 'node_modules/next/dist/bin/next');
const restartAfter = 5_000;
/** Milliseconds in which the answer of the request that ends an instance leaves it. */
const answerTime = 300;

const folder = mkdtempSync(path.join(tmpdir(), 'ssecast-two-processes-'));
let isEnding = false;

const say = (text) => console.log(`demo: ${text}`);

/** Whether a server answers at the port. */
const listens = (port) => () =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

const answers = (port, address) => async () =>
  (await fetch(`http://127.0.0.1:${port}${address}`)).ok;

async function startRedis() {
  const port = await freePort();
  const args = ['--bind', '127.0.0.1', '--port', `${port}`, '--dir', folder, '--save', ''];
  const redis = start('redis-server', [...args, '--loglevel', 'warning']);
  await until('redis-server', redis, listens(port));
  return `redis://127.0.0.1:${port}`;
}

async function startNginx(port, ports) {
  const files = path.join(folder, 'nginx');
  mkdirSync(files);
  const config = path.join(files, 'nginx.conf');
  writeFileSync(config, nginxConfig(port, ports, files));
  const nginx = start('nginx', ['-p', files, '-e', 'stderr', '-c', config]);
  await until('nginx', nginx, answers(port, '/instances'));
}

/** An instance of the app that starts again when it has ended. */
class Instance {
  #process;

  constructor(name, port, redisUrl) {
    this.name = name;
    this.port = port;
    this.env = {
      NODE_ENV: 'production',
      NEXT_TELEMETRY_DISABLED: '1',
      REDIS_URL: redisUrl,
      // All instances share one database.
      SSECAST_DEMO_DATA: folder,
      SSECAST_DEMO_INSTANCE: name,
      SSECAST_DEMO_END_INSTANCES: '1',
    };
  }

  async start() {
    const args = [next, 'start', '--port', `${this.port}`, '--hostname', '127.0.0.1'];
    const child = start(process.execPath, args, { cwd: app, env: this.env, hasChannel: true });
    this.#process = child;
    child.on('message', onMessage);
    // Its page makes the instance announce itself.
    await until(`instance ${this.name}`, child, answers(this.port, '/instances'));
    child.once('exit', () => this.#restart());
    say(`instance ${this.name} is process ${child.pid}`);
  }

  #restart() {
    if (isEnding) return;
    say(`instance ${this.name} has ended; it starts again in ${restartAfter / 1000} s`);
    setTimeout(() => {
      if (!isEnding) this.start().catch(fail);
    }, restartAfter);
  }

  kill() {
    this.#process.kill('SIGKILL');
  }

  end() {
    return end(this.#process);
  }
}

const instances = [];

/** The button of the page. Next sends messages of its own, too. */
function onMessage(message) {
  const asked = instances.find(({ name }) => name === message?.end);
  if (asked) setTimeout(() => asked.kill(), answerTime);
}

async function endDemo(exitCode) {
  if (isEnding) return;
  isEnding = true;
  // Instances first: they end their streams in order. Then what they depend on.
  await Promise.all(instances.map((instance) => instance.end()));
  await endAll();
  rmSync(folder, { recursive: true, force: true });
  process.exit(exitCode);
}

function fail(error) {
  console.error(`demo: ${error.message}`);
  return endDemo(1);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => endDemo(0));

try {
  if (!existsSync(path.join(app, '.next/BUILD_ID'))) {
    throw new Error('Expected a build of examples/next-app. Run npm run demo:redis at the root.');
  }
  const redisUrl = await startRedis();
  for (const name of ['a', 'b']) instances.push(new Instance(name, await freePort(), redisUrl));
  // One after the other: the first makes the tables.
  for (const instance of instances) await instance.start();
  const port = Number(process.env.PORT || 3000) || (await freePort());
  await startNginx(
    port,
    instances.map((instance) => instance.port),
  );
  say(`open http://localhost:${port}/instances in two windows; Ctrl+C ends everything`);
} catch (error) {
  await fail(error);
}
