import { checkDescriptors, descriptorLimit } from '../../../../lib/cli/bench/descriptors.js';
import { requestOf } from '../../../../lib/cli/bench/target.js';

const options = { clients: 1, ramp: 1, duration: 1 };

describe('the request of bench', () => {
  it('has the path, the channels and the headers', () => {
    const url = new URL('http://localhost:3000/api/sse?x={client}#part');
    const request = requestOf(url, {
      ...options,
      channel: ['room:5', 'u{client}'],
      header: { Cookie: 'user={client}', host: 'other' },
      token: 't',
      lastEventId: '1-2',
    });
    expect(request).toBe(
      'GET /api/sse?x={client}&channel=room%3A5&channel=u{client} HTTP/1.1\r\n' +
        'host: other\r\nAccept: text/event-stream\r\nCache-Control: no-cache\r\n' +
        'Authorization: Bearer t\r\nLast-Event-ID: 1-2\r\nCookie: user={client}\r\n\r\n',
    );
  });

  it.each([{ token: 'a\nb: c' }, { lastEventId: '\r\n\r\n' }])('refuses %j', (given) => {
    expect(() => requestOf(new URL('http://localhost/'), { ...options, ...given })).toThrow(
      /^Expected headers, a token and an id that a request can carry/,
    );
  });
});

describe('descriptors', () => {
  it('are checked before a client is opened', () => {
    expect(() => checkDescriptors(960, 1024)).not.toThrow();
    expect(() => checkDescriptors(961, 1024)).toThrow(
      '961 clients need 1025 descriptors, and this process may open 1024. Raise the limit ' +
        '(ulimit -n 1025), or open fewer: --clients 960.',
    );
  });

  it('have the limit of the system', () => {
    expect(descriptorLimit()).toBeGreaterThan(100);
  });
});
