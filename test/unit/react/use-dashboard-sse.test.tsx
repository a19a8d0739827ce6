import { act, renderHook } from '@testing-library/react';
import { type DashboardSSEOptions, useDashboardSSE } from '../../../lib/react/index.js';
import type { OpenStream } from './support/endpoint.js';
import { endpoint } from './support/published.js';
import { block, settle, withoutAct } from './support/settle.js';

interface Figures {
  orders: number;
}
const send = async (number: number, text: string) => {
  (endpoint.streams[number] as OpenStream).send(text);
  await settle();
};
const update = (orders: number, id: string) => block('dashboardUpdate', { orders }, { id });
const renderDashboard = (options?: DashboardSSEOptions<Figures>) =>
  renderHook((props) => useDashboardSSE<Figures>(props), { initialProps: options });

test('document 4: listens to /api/dashboard/sse and gives the newest dashboardUpdate', async () => {
  const { result } = renderDashboard();
  expect(result.current).toMatchObject({ data: null, updatedAt: null });
  await settle();
  expect(endpoint.streams.map(({ url }) => url)).toEqual(['/api/dashboard/sse']);
  await send(0, update(1, '5-1') + update(2, '6-1') + block('notification', {}, { id: '7-1' }));
  expect(result.current).toMatchObject({ data: { orders: 2 }, updatedAt: 6, isConnected: true });
  act(() => result.current.clearEvents());
  expect(result.current.data).toEqual({ orders: 2 });
});

test('begins with what the page was rendered with', async () => {
  const { result } = renderDashboard({ initialData: { orders: 9 }, cursor: '4-1' });
  expect(result.current).toMatchObject({ data: { orders: 9 }, updatedAt: null });
  await settle();
  await send(0, update(10, '5-1'));
  expect(result.current.data).toEqual({ orders: 10 });
});

test('another cursor begins anew with the data that came with it', async () => {
  const { result, rerender } = renderDashboard({ initialData: { orders: 9 }, cursor: '4-1' });
  await settle();
  await send(0, update(10, '5-1'));
  rerender({ initialData: { orders: 20 }, cursor: '8-1' });
  expect(result.current.data).toEqual({ orders: 20 });
  await settle();
  await send(0, update(21, '9-1'));
  expect(result.current.data).toEqual({ orders: 21 });
});

test('a component that comes later begins with what the others have', async () => {
  renderDashboard();
  await settle();
  await send(0, update(3, '5-1'));
  const { result } = renderDashboard();
  await settle();
  expect(result.current.data).toEqual({ orders: 3 });
  expect(endpoint.streams).toHaveLength(1);
});

test('calls handlers of the component, too, and keeps no event it is told not to', async () => {
  const dashboardUpdate = jest.fn();
  const { result } = renderDashboard({ eventHandlers: { dashboardUpdate }, maxEvents: 0 });
  await settle();
  await send(0, update(1, '5-1'));
  expect(dashboardUpdate.mock.calls).toMatchObject([[{ orders: 1 }, { id: '5-1' }]]);
  expect(result.current).toMatchObject({ data: { orders: 1 }, events: [] });
});

test('what a component began with stays, whatever else the stream brings', async () => {
  renderDashboard();
  await settle();
  await send(0, update(3, '5-1'));
  const { result, rerender } = renderDashboard();
  await settle();
  expect(result.current.data).toEqual({ orders: 3 });
  const others = Array.from({ length: 101 }, (_, each) => block('tick', each, { id: `6-${each}` }));
  await send(0, others.join(''));
  rerender();
  expect(result.current.data).toEqual({ orders: 3 });
  act(() => result.current.clearEvents());
  rerender();
  expect(result.current).toMatchObject({ data: { orders: 3 }, updatedAt: 5 });
});

test('a thousand updates a second render once a frame', async () => {
  let renders = 0;
  const { result } = renderHook(() => {
    renders += 1;
    return useDashboardSSE<Figures>();
  });
  await settle();
  const before = renders;
  let frames = 0;
  const count = () => {
    frames += 1;
    frame = requestAnimationFrame(count);
  };
  let frame = requestAnimationFrame(count);
  await withoutAct(async () => {
    for (let each = 1; each <= 300; each += 1) {
      endpoint.streams[0]?.send(update(each, `7-${each}`));
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await new Promise((resolve) => setTimeout(resolve, 120));
  });
  cancelAnimationFrame(frame);
  expect(result.current.data).toEqual({ orders: 300 });
  expect(renders - before).toBeLessThanOrEqual(frames + 2);
});
