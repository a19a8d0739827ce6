import { act, render, screen } from '@testing-library/react';
import { memo } from 'react';
import { type SSEHookReturn, useSSE } from '../../../lib/react/index.js';
import { endpoint, publisher } from './support/published.js';
import { settle, withoutAct } from './support/settle.js';

let frames: number;
beforeEach(() => {
  frames = 0;
});

/** Renders of components that read results, each with its own hook. */
async function mount(count: number, read: (live: SSEHookReturn) => unknown) {
  const renders = Array<number>(count).fill(0);
  const Reader = memo(({ number }: { number: number }) => {
    renders[number] = (renders[number] ?? 0) + 1;
    return <p data-testid={`reader${number}`}>{String(read(useSSE()))}</p>;
  });
  render(renders.map((_, number) => <Reader key={String(number)} number={number} />));
  await settle();
  publisher.serve();
  await settle();
  renders.fill(0);
  return renders;
}

/** Publishes 4,000 events in as many chunks. */
async function publishAll() {
  const count = () => {
    frames += 1;
    frame = requestAnimationFrame(count);
  };
  let frame = requestAnimationFrame(count);
  await withoutAct(async () => {
    for (let event = 0; event < 4_000; event++) {
      publisher.publish();
      if (event % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await new Promise((resolve) => setTimeout(resolve, 120));
  });
  cancelAnimationFrame(frame);
}

test('50 components that read isConnected render for none of 4,000 events', async () => {
  const renders = await mount(50, ({ isConnected }) => isConnected);
  await publishAll();
  expect(renders.reduce((sum, each) => sum + each)).toBe(0);
  expect(screen.getByTestId('reader0').textContent).toBe('true');
});

test.each<[string, (live: SSEHookReturn) => unknown]>([
  ['lastEvent', ({ lastEvent }) => lastEvent?.data],
  ['events', ({ events }) => events.at(-1)?.data],
  ['all of it', (live) => ({ ...live }).lastEvent?.data],
])(
  'components that read %s render once a frame at most, and show the newest',
  async (_name, read) => {
    const renders = await mount(5, read);
    await publishAll();
    for (const each of renders) {
      expect(each).toBeGreaterThan(0);
      // One more: a page that draws no frames is served by a timer.
      expect(each).toBeLessThanOrEqual(frames + 1);
    }
    for (const number of renders.keys()) {
      expect(screen.getByTestId(`reader${number}`).textContent).toBe('4000');
    }
  },
);

test('a change of the status renders what reads it, at once', async () => {
  const renders = await mount(2, ({ status, error }) => `${status} ${error}`);
  await act(async () => endpoint.streams[0]?.end());
  expect(renders).toEqual([1, 1]);
  expect(screen.getByTestId('reader1').textContent).toMatch(
    /^connecting The server ended the stream/,
  );
});

test('a result that is read first in a handler is up to date, and renders from then on', async () => {
  let live: SSEHookReturn | undefined;
  const renders = await mount(1, (given) => {
    live = given;
    return given.isConnected;
  });
  publisher.publish();
  await settle();
  expect(renders).toEqual([0]);
  expect(live?.lastEvent?.data).toBe(1);
  publisher.publish();
  await settle();
  expect(renders).toEqual([1]);
});
