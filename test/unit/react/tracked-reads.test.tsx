/** Where a result may be read, and when: what is shown is the newest in the end. */
import { act, render } from '@testing-library/react';
import {
  memo,
  type ReactNode,
  startTransition,
  useDeferredValue,
  useEffect,
  useLayoutEffect,
  useMemo,
  useState,
} from 'react';
import { type SSEHookReturn, useSSE } from '../../../lib/react/index.js';
import { publisher } from './support/published.js';
import { settle, withoutAct } from './support/settle.js';

let shown: Record<string, unknown>;
beforeEach(() => {
  shown = {};
});
const wait = (milliseconds: number) =>
  new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

const Child = memo(({ live, name }: { live: SSEHookReturn; name: string }) => {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), 40);
    return () => clearTimeout(timer);
  }, []);
  shown[name] = isLate ? live.lastEvent?.data : undefined;
  return null;
});

const readers: Record<string, () => ReactNode> = {
  'a child reads it, after a while': () => <Child live={useSSE()} name="value" />,
  'an effect reads it': () => {
    const live = useSSE();
    useEffect(() => {
      shown.value = live.lastEvent?.data;
    });
    return null;
  },
  'a layout effect reads it': () => {
    const live = useSSE();
    useLayoutEffect(() => {
      shown.value = live.lastEvent?.data;
    });
    return null;
  },
  'a memo keeps it': () => {
    const { lastEvent } = useSSE();
    shown.value = useMemo(() => lastEvent?.data, [lastEvent]);
    return null;
  },
  'it is deferred': () => {
    shown.value = useDeferredValue(useSSE().lastEvent)?.data;
    return null;
  },
  'it is read only while connected': () => {
    const live = useSSE();
    shown.value = live.isConnected ? live.lastEvent?.data : undefined;
    return null;
  },
};

test.each(Object.entries(readers))('%s', async (_name, Reader) => {
  render(<Reader />);
  await settle();
  publisher.serve();
  await settle();
  await act(() => wait(50));
  await withoutAct(async () => {
    for (let count = 0; count < 30; count += 1) {
      publisher.publish();
      await wait(count % 5);
    }
    await wait(150);
  });
  expect(shown.value).toBe(30);
});

test('a transition takes long, and events come before it is shown', async () => {
  let begin: () => void = () => undefined;
  const Slow = ({ children }: { children: ReactNode }) => {
    const until = performance.now() + 6;
    while (performance.now() < until);
    return children;
  };
  function Page() {
    const [isShown, setIsShown] = useState(false);
    begin = () => startTransition(() => setIsShown(true));
    const live = useSSE();
    const last = isShown ? live.lastEvent?.data : undefined;
    useEffect(() => {
      shown.value = last;
    });
    return (
      isShown &&
      Array.from({ length: 20 }, (_, index) => <Slow key={String(index)}>{String(last)}</Slow>)
    );
  }
  render(<Page />);
  await settle();
  publisher.serve();
  await settle();
  await withoutAct(async () => {
    begin();
    for (let count = 0; count < 8; count += 1) {
      await wait(6);
      publisher.publish();
    }
    await wait(500);
  });
  expect(shown.value).toBe(8);
});
