export const kinds = [
  { value: 'notification', label: 'Notification' },
  { value: 'update', label: 'Update' },
  { value: 'system', label: 'System' },
  { value: 'custom', label: 'Custom' },
] as const;

export type Kind = (typeof kinds)[number]['value'];

export const targets = [
  { value: 'all', label: 'Everyone' },
  { value: 'user', label: 'User' },
  { value: 'session', label: 'Session' },
  { value: 'client', label: 'Client' },
] as const;

export type TargetName = (typeof targets)[number]['value'];

/** The body of POST /api/sse/test. */
export interface Message {
  event: string;
  data: unknown;
  target: TargetName;
  targetId?: string;
}

/** @throws SyntaxError when the data is not JSON */
export function messageOf(kind: Kind, target: TargetName, form: FormData): Message {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  return {
    ...eventOf(kind, text),
    target,
    ...(target === 'all' ? {} : { targetId: text('targetId') }),
  };
}

/** The data of createNotificationEvent, createUpdateEvent and createSystemEvent on the server. */
function eventOf(kind: Kind, text: (name: string) => string): { event: string; data: unknown } {
  const json = () => JSON.parse(text('data') || 'null') as unknown;
  switch (kind) {
    case 'notification':
      return {
        event: kind,
        data: { title: text('title'), message: text('message'), type: text('level') },
      };
    case 'update':
      return {
        event: kind,
        data: { resource: text('resource'), action: text('action'), data: json() },
      };
    case 'system':
      return { event: kind, data: { type: text('type'), data: json() } };
    case 'custom':
      return { event: text('event'), data: json() };
  }
}
