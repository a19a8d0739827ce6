import { dataOf, type Opened, paths, serveTokens, type TokenApp } from '../support/token-app.js';

const names: [what: string, name: string][] = [
  ['a wildcard', '*'],
  ['two wildcards', '**'],
  ['a wildcard for users', 'user:*'],
  ['a wildcard at the end', 'new*'],
  ['a question mark', 'new?'],
  ['a pattern', '[a-z]*'],
  ['a regular expression', '.*'],
  ['the folder above', '..'],
  ['a path', '../user:ann'],
  ['a path inside', 'news/../user:ann'],
  ['NUL', '\0'],
  ['a channel and NUL', 'user:ann\0'],
  ['a channel, NUL and more', 'news\0x'],
  ['LF', 'news\nuser:ann'],
  ['a space before', ' user:ann'],
  ['a space after', 'user:ann '],
  ['capitals', 'USER:ANN'],
  ['a comma', 'news,user:ann'],
  ['the prefix alone', 'user:'],
  ['another form of a letter', 'ne\u0301ws'],
  ['10 kB', 'x'.repeat(10_000)],
  ['10 kB that begin like another', `user:ann${'n'.repeat(10_000)}`],
  ['nothing', ''],
];

/** The code of a clear error; undefined when there was none. */
function codeOf(call: () => unknown): string | undefined {
  try {
    call();
    return undefined;
  } catch (error) {
    const { code, message } = error as Error & { code: string };
    expect(message).toMatch(/^Expected /);
    expect(message.length).toBeLessThan(1_000);
    return code;
  }
}

describe.each(paths)('names of channels on the %s path', (path) => {
  let app: TokenApp;
  /** Reads news, user:bob and more. */
  let bob: Opened;

  beforeAll(async () => {
    app = await serveTokens(
      { name: `channels-${path}`, directPath: path === 'direct' },
      { channels: () => true },
    );
  });
  beforeEach(async () => {
    bob = await app.open('bob');
  });
  afterEach(() => app.clear());
  afterAll(() => app.close());

  it.each(names)('%s is refused, or is that channel and no other', async (_what, name) => {
    const { live, tokens } = app;
    tokens.set('odd', { channels: [name] });
    tokens.set('odd user', { userId: name });
    const refused = codeOf(() => live.subscribe(bob.connected.clientId, name));
    if (refused !== undefined) {
      expect(refused).toBe('ERR_SSECAST_INVALID_CHANNEL');
      expect(codeOf(() => live.publish({ channel: name }, { event: 'own', data: 1 }))).toMatch(
        /^ERR_SSECAST_INVALID_(CHANNEL|TARGET)$/,
      );
      expect(await app.refusal('odd')).toMatch(/^http\/1.1 [45]\d\d /);
      await app.settle(bob);
      expect(dataOf(bob.client, 'own')).toEqual([]);
      return;
    }
    live.unsubscribe(bob.connected.clientId, name);
    const odd = await app.open('odd');
    const user = await app.open('odd user');
    const others = ['news', 'new', 'newx', 'user:ann', 'user:bob', 'session:a1', 'team-a', 'x'];
    for (const channel of others) live.publish({ channel }, { event: 'other', data: channel });
    live.publish({ user: 'ann' }, { event: 'other', data: 'ann' });
    expect(live.publish({ channel: name }, { event: 'own', data: 1 }).clients).toBe(1);
    expect(live.clientsIn(name).map(({ id }) => id)).toEqual([odd.connected.clientId]);
    expect(live.publish({ user: name }, { event: 'own', data: 2 }).clients).toBe(1);
    for (const each of [odd, user, bob]) await app.settle(each);
    expect(dataOf(odd.client, 'other')).toEqual([]);
    expect(dataOf(odd.client, 'own')).toEqual([1]);
    expect(dataOf(user.client, 'other')).toEqual([]);
    expect(dataOf(user.client, 'own')).toEqual([2]);
    expect(dataOf(bob.client, 'own')).toEqual([]);
    expect(dataOf(bob.client, 'other')).toEqual(['news', 'user:bob']);
  });

  it.each(names)('%s that the client asks for brings nothing of another', async (_what, name) => {
    const { live } = app;
    const asked = { path: `/?channel=${encodeURIComponent(name)}` };
    app.tokens.set('nobody', {});
    const client = app.as('nobody', asked);
    const head = await client.opened();
    if (!head.startsWith('http/1.1 200 ')) {
      expect(head).toMatch(/^http\/1.1 (400|403) /);
      return;
    }
    const connected = JSON.parse((await client.next('connected')).data);
    for (const channel of ['news', 'new', 'newx', 'user:ann', 'x', 'team-a', 'session:a1']) {
      live.publish({ channel }, { event: 'other', data: channel });
    }
    live.publish({ channel: name }, { event: 'own', data: 1 });
    await app.settle({ client, connected });
    expect(dataOf(client, 'other')).toEqual([]);
    expect(dataOf(client, 'own')).toEqual([1]);
  });

  it.each(['user:ann', 'user:', 'session:a1'])(
    "asked for, %s is another's and refused, whatever the app says",
    async (name) => {
      const options = { path: `/?channel=${encodeURIComponent(name)}` };
      expect(await app.refusal('bob', options)).toMatch(/^http\/1.1 403 /);
    },
  );

  it('two that differ are two, also where UTF-8 cannot tell them apart', async () => {
    const clients = (user: string) => {
      try {
        return app.live.publish({ user }, { event: 'own', data: 1 }).clients;
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    app.tokens.set('odd', { userId: 'a\uD800' });
    await app.as('odd').opened();
    for (const user of ['a\uD801', 'a\uFFFD']) {
      expect([0, 'ERR_SSECAST_INVALID_CHANNEL', 'ERR_SSECAST_INVALID_TARGET']).toContain(
        clients(user),
      );
    }
  });
});
