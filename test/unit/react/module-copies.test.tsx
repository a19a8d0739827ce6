import { render } from '@testing-library/react';
import * as React from 'react';
import * as first from '../../../lib/react/index.js';
import type { OpenStream } from './support/endpoint.js';
import { endpoint } from './support/published.js';
import { block, connected, settle } from './support/settle.js';

/** As after fast refresh of the library, or with a second bundle on the page: evaluated anew. */
function evaluateAnew(): typeof first {
  let copy = first;
  jest.isolateModules(() => {
    jest.doMock('react', () => React);
    copy = require('../../../lib/react/index.js');
  });
  return copy;
}

test('copies of the module share one connection and its channels', async () => {
  const second = evaluateAnew();
  expect(second.useSSE).not.toBe(first.useSSE);
  const hooks = [first, second].map(({ createSessionEventsHook }) =>
    createSessionEventsHook<{ tick: number }>({ url: '/api/events' }),
  );
  const heard: string[] = [];
  function Reader({ copy }: { copy: number }) {
    hooks[copy]?.('s1', { tick: (number) => heard.push(`${copy}:${number}`) });
    return null;
  }
  const { rerender } = render([<Reader key="a" copy={0} />]);
  await settle();
  const stream = endpoint.streams[0] as OpenStream;
  stream.send(connected());
  await settle();
  rerender([<Reader key="a" copy={0} />, <Reader key="b" copy={1} />]);
  await settle();
  stream.send(block('tick', 1, { channel: 'session:s1' }));
  await settle();
  // The refreshed component takes the place of the former one.
  rerender([<Reader key="b" copy={1} />]);
  await settle();
  stream.send(block('tick', 2, { channel: 'session:s1' }));
  await settle();
  expect(heard).toEqual(['0:1', '1:1', '1:2']);
  expect(endpoint.streams).toHaveLength(1);
  expect(endpoint.changes).toEqual([]);
});
