// #region "Event Type Definities"
// src/lib/sse/types.ts
export type SSEEventType =
  | 'item:added'
  | 'item:updated'
  | 'item:deleted'
  | 'vote:added'
  | 'vote:removed'
  | 'session:updated'
  | 'action:added'
  | 'action:updated'
  | 'action:deleted'
  | 'connected';

export interface SSEEvent<T = unknown> {
  type: SSEEventType;
  data: T;
  timestamp: number;
}
// #endregion
