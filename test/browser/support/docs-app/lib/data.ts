/** Stands in for the database of an app. One for the process: Next.js evaluates modules several times. */
import { randomUUID } from 'node:crypto';

interface Data {
  orders: { id: string; item: string; at: Date }[];
  messages: { id: string; room: string; from: string; text: string }[];
  tasks: Map<string, string>;
  removed: Set<string>;
}

const holder = globalThis as { docsData?: Data };
holder.docsData ??= {
  orders: [{ id: '1', item: 'Tea', at: new Date() }],
  messages: [],
  tasks: new Map(),
  removed: new Set(),
};
const data = holder.docsData;

export const allOrders = async () => data.orders;
export async function saveOrder(item: string) {
  const order = { id: randomUUID(), item, at: new Date() };
  data.orders.push(order);
  return order;
}

export const isMember = async (userId: string, _room: string) => userId !== 'cy';
export const messagesIn = async (room: string) =>
  data.messages.filter((each) => each.room === room);
export async function saveMessage(room: string, from: string, text: string) {
  const message = { id: randomUUID(), from, text };
  data.messages.push({ ...message, room });
  return message;
}

export const startTask = (id: string, userId: string) => data.tasks.set(id, userId);
export const ownsTask = (userId: string, id: string) => data.tasks.get(id) === userId;
export async function* steps() {
  for (let percent = 10; percent <= 100; percent += 10) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    yield percent;
  }
}

export const isRemoved = (userId: string) => data.removed.has(userId);
export const removeUser = async (userId: string) => data.removed.add(userId);
