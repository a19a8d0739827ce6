import '../support/fake-native.js';
import { createBroadcaster } from 'ssecast';
import { identityFromQuery } from 'ssecast/next';
import { fakeLogger } from '../support/fake-native.js';

const of = (query: string) => identityFromQuery(new Request(`http://a/api/sse${query}`));

describe('identityFromQuery', () => {
  it.each([
    ['', {}],
    ['?userId=ann&sessionId=s', { userId: 'ann', sessionId: 's' }],
    ['?userId=ann&tab=1&lang=de', { userId: 'ann', metadata: { tab: '1', lang: 'de' } }],
    ['?a=1&a=2&a=3&__proto__=x', { metadata: { a: ['1', '2', '3'], ['__proto__']: 'x' } }],
    ['?lastEventId=5-1&channel=a&channel=b', {}],
  ])('reads %p', (query, identity) => {
    expect(JSON.stringify(of(query))).toBe(JSON.stringify(identity));
  });

  it('warns once, in production', () => {
    const logger = fakeLogger();
    createBroadcaster({ logger });
    const environment = process.env.NODE_ENV;
    of('');
    expect(logger.warn).not.toHaveBeenCalled();
    Object.assign(process.env, { NODE_ENV: 'production' });
    of('');
    of('');
    Object.assign(process.env, { NODE_ENV: environment });
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('trusts the query string'));
  });
});
