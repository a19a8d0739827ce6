import { type Broadcaster, createBroadcaster, type Identity, type Target } from 'ssecast';
import { createSSE } from 'ssecast/channels';
import { createSSERoute } from 'ssecast/next';
import { createSSEHandler } from 'ssecast/node';
import { runFixture } from '../support/run-fixture.js';
import { closeAll, type EventServer, eventually, serveEvents, silent } from '../support/server.js';
import { serveRoute } from '../support/web-route.js';

const ann: Identity = { userId: 'ann', sessionId: 'a1', channels: ['team'], clientId: 'tab' };

/** What awaits until it is let go, and tells that it does. */
function createGate() {
  let waiting = 0;
  let open: (() => void) | undefined;
  return {
    pass: async <Value>(value: Value): Promise<Value> => {
      waiting++;
      await new Promise<void>((resolve) => {
        open = resolve;
      });
      return value;
    },
    reached: () => eventually(() => waiting > 0),
    open: () => open?.(),
  };
}

let live: Broadcaster;
/** Stand in for what looks things up in a database. */
let authorize: () => unknown;
let channels: (channel: string) => boolean | Promise<boolean>;

const rules = {
  authorize: () => authorize() as Identity,
  channels: (channel: string) => channels(channel),
};
const servers: Record<string, () => Promise<EventServer>> = {
  'the route of Next': () => {
    const { GET, POST } = createSSERoute({ ...rules, broadcaster: live });
    return serveRoute((request) => (request.method === 'POST' ? POST(request) : GET(request)));
  },
  'the handler of Node': () => serveEvents(createSSEHandler({ ...rules, broadcaster: live })),
};

describe.each(Object.keys(servers))('what is revoked while a client is admitted by %s', (kind) => {
  let app: EventServer;

  beforeAll(async () => {
    live = createBroadcaster({ name: `in-flight-${kind}`, logger: silent });
    app = (await servers[kind]?.()) as EventServer;
  });
  beforeEach(() => {
    authorize = () => ann;
    channels = () => true;
  });
  afterEach(async () => {
    live.disconnect('all');
    await eventually(() => live.stats().clients.total === 0);
  });
  afterAll(() => closeAll(live, app));

  const ask = (path = '/') => fetch(app.origin + path);
  /** Asks, and does it while `authorize` is awaited. */
  async function during(act: () => void): Promise<Response> {
    const gate = createGate();
    authorize = () => gate.pass(ann);
    const answer = ask();
    await gate.reached();
    act();
    gate.open();
    return answer;
  }
  async function expectRevoked(answer: Response): Promise<void> {
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answer.text()).toContain('were changed while its request was answered');
    expect(live.clients()).toEqual([]);
  }
  async function expectAdmitted(answer: Response): Promise<void> {
    expect(answer.status).toBe(200);
    expect(live.clients()).toMatchObject([{ id: 'tab' }]);
    await answer.body?.cancel();
  }

  it.each<[Target]>([
    ['all'],
    [{ user: 'ann' }],
    [{ user: ['bob', 'ann'] }],
    [{ session: 'a1' }],
    [{ channel: 'team' }],
    [{ client: 'tab' }],
  ])('counts for %p', async (target) => {
    const { revoked } = live.stats().refusals;
    await expectRevoked(await during(() => expect(live.disconnect(target)).toBe(0)));
    expect(live.stats().refusals.revoked).toBe(revoked + 1);
    // The next request is authorised as things are by then.
    authorize = () => ann;
    await expectAdmitted(await ask());
  });

  it('counts while `channels` is awaited, for the channels that are asked for, too', async () => {
    for (const target of [{ user: 'ann' }, { channel: 'asked' }]) {
      const gate = createGate();
      channels = () => gate.pass(true);
      const answer = ask('/?channel=asked');
      await gate.reached();
      live.disconnect(target);
      gate.open();
      await expectRevoked(await answer);
    }
  });

  it('is nothing to anybody else, nor what was revoked before', async () => {
    live.disconnect({ user: 'ann' });
    const others: Target[] = [
      { user: 'bob' },
      { session: 'ann' },
      { channel: 'a1' },
      { client: 'ann' },
    ];
    await expectAdmitted(
      await during(() => {
        for (const other of others) live.disconnect(other);
      }),
    );
  });

  it('does not count when `authorize` itself makes room for the client', async () => {
    const first = await ask();
    authorize = async () => {
      await Promise.resolve();
      expect(live.disconnect({ user: 'ann' })).toBe(1);
      return ann;
    };
    await expectAdmitted(await ask());
    await first.text();
  });

  it('counts all the same when somebody else revoked it, before that or after', async () => {
    for (const order of ['before', 'after']) {
      const gate = createGate();
      authorize = async () => {
        if (order === 'after') live.disconnect({ user: 'ann' });
        await gate.pass(undefined);
        if (order === 'before') live.disconnect({ user: 'ann' });
        return ann;
      };
      const answer = ask();
      await gate.reached();
      live.disconnect({ user: 'ann' });
      gate.open();
      await expectRevoked(await answer);
    }
  });

  it('is presumed when more was revoked than can be remembered', async () => {
    const { revocationOverflows } = live.stats();
    const revoke = () => {
      for (let user = 0; user < 9_000; user++) live.disconnect({ user: `u${user}` });
    };
    await expectRevoked(await during(revoke));
    expect(live.stats().revocationOverflows).toBe(revocationOverflows + 1);
    authorize = () => ann;
    await expectAdmitted(await ask());
  });

  it('is presumed when the broadcaster was closed and opened again', async () => {
    const { name } = live;
    await expectRevoked(
      await during(() => {
        live.close();
        createBroadcaster({ name });
      }),
    );
  });

  describe('joins a channel', () => {
    let response: Response;

    beforeEach(async () => {
      response = await ask();
      expect(live.client('tab')?.channels).toEqual(['user:ann', 'session:a1', 'team']);
    });
    afterEach(() => response.body?.cancel());

    const join = (...names: string[]) =>
      fetch(app.origin, {
        method: 'POST',
        body: JSON.stringify({ clientId: 'tab', join: names }),
        headers: { 'Content-Type': 'application/json' },
      });

    it.each<[string, () => unknown]>([
      ['unsubscribe', () => live.unsubscribe('tab', 'b')],
      ['disconnect', () => live.disconnect({ channel: 'b' })],
    ])('and loses it by %s meanwhile: it joins none', async (_name, revoke) => {
      const gate = createGate();
      channels = (name) => (name === 'b' ? gate.pass(true) : true);
      const answer = join('a', 'b', 'c');
      await gate.reached();
      revoke();
      gate.open();
      expect((await answer).status).toBe(503);
      expect(live.client('tab')?.channels).toEqual(['user:ann', 'session:a1', 'team']);
      channels = () => true;
      expect((await join('a', 'b')).status).toBe(200);
      expect(live.client('tab')?.channels).toEqual(['user:ann', 'session:a1', 'team', 'a', 'b']);
    });

    it('and left it itself meanwhile, or lost another: it joins', async () => {
      const gate = createGate();
      channels = () => gate.pass(true);
      const answer = join('b');
      await gate.reached();
      live.unsubscribe('tab', 'c');
      live.unsubscribe('other', 'b');
      const left = await fetch(app.origin, {
        method: 'POST',
        body: JSON.stringify({ clientId: 'tab', leave: ['b'] }),
        headers: { 'Content-Type': 'application/json' },
      });
      expect(left.status).toBe(200);
      gate.open();
      expect((await answer).status).toBe(200);
      expect(live.client('tab')?.channels).toContain('b');
    });
  });
});

describe('an app that looks things up itself', () => {
  const own = createBroadcaster({ name: 'in-flight-own', logger: silent });
  afterAll(() => own.close());

  it('takes a ticket first', async () => {
    const ticket = own.ticket();
    const early = await own.connect({ userId: 'ann', ticket });
    expect(early.status).toBe(200);
    expect(own.disconnect({ user: 'ann' })).toBe(1);
    const late = await own.connect({ userId: 'ann', ticket });
    expect(late.status).toBe(503);
    expect(await late.text()).toContain('were changed while its request was answered');
    // Without one only what comes after the call counts.
    expect((await own.connect({ userId: 'ann' })).status).toBe(200);
    expect(own.disconnect('all')).toBe(1);
  });

  it.each([-1, 0.5, '1', {}, Number.NaN])('refuses the ticket %p', async (ticket) => {
    await expect(own.connect({ ticket: ticket as never })).rejects.toMatchObject({
      code: 'ERR_SSECAST_INVALID_IDENTITY',
      message: expect.stringMatching(/^Expected a number from ticket\(\) for ticket but received/),
    });
  });

  it('is spared it by createSSE, whose clients come back before they are admitted', async () => {
    const sse = createSSE({ broadcaster: own });
    const { client, response } = sse.addClient({ userId: 'ann', lastEventId: '1-0' });
    expect(own.disconnect({ user: 'ann' })).toBe(0);
    expect(await response.text()).toMatch(/^retry: \d+\n\n$/);
    expect(sse.getClient(client.id)).toBeUndefined();
  });
});

it('counts from another thread', async () => {
  const { code, errors, printed } = await runFixture('revoke-in-flight.mjs');
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(printed).toEqual({ status: 503, clients: 0 });
});
